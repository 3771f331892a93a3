package dev.fanfare.worker;

import dev.fanfare.kernel.TaskContext;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one task on the calling thread and measures it. Does not throw if the task fails.
 * Thread-safe.
 */
final class TaskRunner {

  private TaskRunner() {}

  /** The task's outcome: what it returned or threw, and its wall and CPU time. */
  static TaskOutcome run(Task task, Conditions conditions) {
    boolean inside = TaskContext.current().index() >= 0;
    try (TaskContext.Scope scope = context(task, conditions).enter()) {
      TaskOutcome outcome =
          FlightRecording.isOn() ? TaskEvent.of(task, () -> measure(task)) : measure(task);
      // The output of a nested task also belongs to the outer one.
      return inside ? outcome : outcome.withOutput(TaskOutput.take());
    }
  }

  // A kernel that holds the process's lock would deadlock with a nested one on another thread, so
  // its nested calls run on its own thread.
  private static TaskContext context(Task task, Conditions conditions) {
    int level = task.call().threadSafe()
        ? conditions.level()
        : Math.max(conditions.level(), TaskContext.SEQUENTIAL_FROM);
    long seed = TaskContext.mix(conditions.seed(), task.index());
    return new TaskContext(task.index(), level, seed);
  }

  static long nowEpochMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  // A StackOverflowError or another Error of a kernel fails the task, not the worker.
  private static TaskOutcome measure(Task task) {
    long startEpochMicros = nowEpochMicros();
    CpuClock cpu = CpuClock.ofThread();
    long startNanos = System.nanoTime();
    long startCpuNanos = cpu.nanos(startNanos);
    @Nullable Object value = null;
    @Nullable Throwable thrown = null;
    try {
      value = task.call().call();
    } catch (Throwable t) {
      thrown = t;
    }
    long endNanos = System.nanoTime();
    Timing timing = new Timing(
        startEpochMicros,
        endNanos - startNanos,
        cpu.nanos(endNanos) - startCpuNanos,
        DaemonThreads.numberOfThisOne());
    return thrown == null
        ? TaskOutcome.of(task.index(), value, timing)
        : TaskOutcome.failed(task.index(), TaskError.of(thrown), timing);
  }
}
