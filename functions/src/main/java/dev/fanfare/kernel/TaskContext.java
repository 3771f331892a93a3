package dev.fanfare.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

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

  private static volatile TaskContext outside = NONE;

  // A thread that a kernel starts is inside of the run as long as its task runs. Threads that
  // outlive it are not, for
  // they may serve anybody.
  private static final ThreadLocal<@Nullable Scope> HERE = new InheritableThreadLocal<>() {
    @Override
    protected @Nullable Scope childValue(@Nullable Scope parent) {
      return parent == null ? null : parent.ofChild();
    }
  };

  /** A stretch of code that a context holds for. To be closed by the thread that entered it. */
  public static final class Scope implements AutoCloseable {
    private final TaskContext context;
    private final @Nullable Scope outer;
    private final AtomicBoolean left;

    private Scope(TaskContext context, @Nullable Scope outer, AtomicBoolean left) {
      this.context = context;
      this.outer = outer;
      this.left = left;
    }

    private Scope ofChild() {
      return new Scope(new TaskContext(-1, context.level, 0), null, left);
    }

    /** Makes the context count again that did before. */
    @Override
    public void close() {
      left.set(true);
      HERE.set(outer);
    }
  }

  /** Of the task that this thread runs; of one whose task has started it, that it is inside of a run. */
  public static TaskContext current() {
    Scope here = HERE.get();
    return here == null || here.left.get() ? outside : here.context;
  }

  /** Makes this the calling thread's context, until that is closed. */
  public Scope enter() {
    Scope scope = new Scope(this, HERE.get(), new AtomicBoolean());
    HERE.set(scope);
    return scope;
  }

  /** Says that this process is a worker: whatever thread its kernels use, that is inside of a run. */
  public static void enterProcess() {
    outside = new TaskContext(-1, 1, 0);
  }

  /** A run's seed and a task's index, mixed so that neighbours have nothing in common (SplitMix64's last step). */
  public static long mix(long seed, long index) {
    long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
