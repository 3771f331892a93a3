package dev.fanfare.kernel;

/**
 * What a kernel may know of the task that it runs for, on the thread that runs it. Immutable.
 *
 * @param index the task's place in the job list, from 0; -1 outside of a task
 * @param level how many parallel calls this one is inside of; 0 outside of a task
 * @param seed for random numbers: the same for the same task of a run with the same seed, whatever the
 *     backend and the batches are; 0 outside of a task
 */
public record TaskContext(long index, int level, long seed) {

  /** From this level on tasks run on the thread that calls: nesting must not flood the machine. */
  public static final int SEQUENTIAL_FROM = 2;

  private static final TaskContext NONE = new TaskContext(-1, 0, 0);

  private static final ThreadLocal<TaskContext> CURRENT = ThreadLocal.withInitial(() -> NONE);

  /** Of the task that this thread runs. */
  public static TaskContext current() {
    return CURRENT.get();
  }

  /** Makes this the calling thread's context, until it is given back what this returns. */
  public TaskContext enter() {
    TaskContext outer = CURRENT.get();
    CURRENT.set(this);
    return outer;
  }

  /** A run's seed and a task's index, mixed so that neighbours have nothing in common (SplitMix64's last step). */
  public static long mix(long seed, long index) {
    long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
