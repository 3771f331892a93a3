package dev.fanfare.worker;

import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskError;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.Timing;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs one task on the calling thread and measures it. Never throws for what the task does. Thread-safe. */
public final class TaskRunner {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What Python's global lock is to code that holds it: one kernel that is not thread-safe at a time per process. */
  private static final ReentrantLock EXCLUSIVE = new ReentrantLock();

  private TaskRunner() {}

  /** The task's outcome: what it returned or threw, and its wall and CPU time without the wait for the exclusive lock. */
  public static TaskOutcome run(Task task) {
    if (task.call().threadSafe()) {
      return measure(task);
    }
    EXCLUSIVE.lock();
    try {
      return measure(task);
    } finally {
      EXCLUSIVE.unlock();
    }
  }

  // A kernel that runs out of stack or throws an Error is a failed task, not a failed worker.
  private static TaskOutcome measure(Task task) {
    long startEpochMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    long cpuNanos = THREADS.getCurrentThreadCpuTime();
    long startNanos = System.nanoTime();
    @Nullable Object value = null;
    @Nullable Throwable thrown = null;
    try {
      value = task.call().call();
    } catch (Throwable t) {
      thrown = t;
    }
    long wallNanos = System.nanoTime() - startNanos;
    Timing timing =
        new Timing(startEpochMicros, wallNanos, THREADS.getCurrentThreadCpuTime() - cpuNanos);
    return thrown == null
        ? TaskOutcome.of(task.index(), value, timing)
        : TaskOutcome.failed(task.index(), TaskError.of(thrown), timing);
  }
}
