package dev.fanfare.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Information about the current task, for kernels. Immutable.
 *
 * @param index the task's index in the job list, from 0; -1 outside of a task
 * @param level nesting level of parallel calls; 0 outside of a task
 * @param seed seed for random numbers, which depends only on the seed of the run and the task's
 *     index; 0 outside of a task
 */
public record TaskContext(long index, int level, long seed) {

  /**
   * From this level on, tasks run on the calling thread, so that nesting does not overload the
   * machine.
   */
  public static final int SEQUENTIAL_FROM = 2;

  private static final TaskContext NONE = new TaskContext(-1, 0, 0);

  private static volatile TaskContext outside = NONE;

  // A thread started by a kernel belongs to the run while its task is running. Later, it does not,
  // because it may serve other callers.
  private static final ThreadLocal<@Nullable Scope> HERE = new InheritableThreadLocal<>() {
    @Override
    protected @Nullable Scope childValue(@Nullable Scope parent) {
      return parent == null ? null : parent.ofChild();
    }
  };

  /** The scope of a context. Must be closed by the thread that entered it. */
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

    /** Restores the previous context. */
    @Override
    public void close() {
      left.set(true);
      HERE.set(outer);
    }
  }

  /**
   * The context of the task on this thread. For a thread that a task has started, a context with
   * the nesting level only.
   */
  public static TaskContext current() {
    Scope here = HERE.get();
    return here == null || here.left.get() ? outside : here.context;
  }

  /** Makes this the calling thread's context until the scope is closed. */
  public Scope enter() {
    Scope scope = new Scope(this, HERE.get(), new AtomicBoolean());
    HERE.set(scope);
    return scope;
  }

  /** Marks this process as a worker, so that all its threads are inside a run. */
  public static void enterProcess() {
    outside = new TaskContext(-1, 1, 0);
  }

  /**
   * Mixes a run's seed and a task's index so that neighbors are unrelated (the last step of
   * SplitMix64).
   */
  public static long mix(long seed, long index) {
    long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
