package dev.fanfare.worker;

import dev.fanfare.kernel.TaskContext;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskError;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.Timing;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Runs one task on the calling thread and measures it. Never throws for what the task does. Thread-safe. */
final class TaskRunner {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private TaskRunner() {}

  /** The task's outcome: what it returned or threw, and its wall and CPU time. */
  static TaskOutcome run(Task task, Conditions conditions) {
    long seed = TaskContext.mix(conditions.seed(), task.index());
    TaskContext outer = new TaskContext(task.index(), conditions.level(), seed).enter();
    try {
      return measure(task).withOutput(TaskOutput.take());
    } finally {
      outer.enter();
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
