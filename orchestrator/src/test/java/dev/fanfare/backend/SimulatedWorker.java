package dev.fanfare.backend;

import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a function does with a batch, all at once: its kernels are called, and the time that they take is made up. */
final class SimulatedWorker {

  /** How a batch ends, if nothing else happens to it. */
  enum Ending {
    DONE,
    CRASHED,
    TIMED_OUT
  }

  /**
   * What a batch comes to.
   *
   * @param outcome of the tasks that were run; they may be fewer than the batch has, for want of time
   * @param wallNanos how long it takes
   * @param ending whether the function lives to tell
   */
  record Work(BatchOutcome outcome, long wallNanos, Ending ending) {}

  private static final long MARGIN_NANOS = Duration.ofSeconds(1).toNanos();

  private final Duration timeout;
  private final long taskNanos;
  private final SplittableRandom random;

  /**
   * A worker of a function.
   *
   * @param timeout the function's
   * @param task what a task takes, on average
   */
  SimulatedWorker(Duration timeout, Duration task, SplittableRandom random) {
    this.timeout = timeout;
    this.taskNanos = task.toNanos();
    this.random = random;
  }

  /** Runs the batch, one task after the other, for as long as the function has time. */
  Work run(Batch batch, WorkerInfo info, long startEpochMicros) {
    List<TaskOutcome> done = new ArrayList<>(batch.size());
    long elapsedNanos = 0;
    for (Task task : batch.tasks()) {
      long wallNanos = (long) (taskNanos * -Math.log(1 - random.nextDouble()));
      if (elapsedNanos + wallNanos > timeout.toNanos() - MARGIN_NANOS && !done.isEmpty()) {
        break;
      }
      String kernel = task.call().name();
      if (kernel.endsWith("::crash")) {
        return new Work(outcome(batch, info, done), elapsedNanos + wallNanos, Ending.CRASHED);
      }
      if (kernel.endsWith("::hang") || elapsedNanos + wallNanos > timeout.toNanos()) {
        return new Work(outcome(batch, info, done), timeout.toNanos(), Ending.TIMED_OUT);
      }
      done.add(call(task, new Timing(startEpochMicros + elapsedNanos / 1_000, wallNanos, 0)));
      elapsedNanos += wallNanos;
    }
    return new Work(outcome(batch, info, done), elapsedNanos, Ending.DONE);
  }

  private static BatchOutcome outcome(Batch batch, WorkerInfo info, List<TaskOutcome> done) {
    return new BatchOutcome(batch.runId(), batch.number(), batch.attempt(), info, done);
  }

  private static TaskOutcome call(Task task, Timing timing) {
    try {
      return TaskOutcome.of(task.index(), task.call().call(), timing);
    } catch (Exception e) {
      return TaskOutcome.failed(task.index(), TaskError.of(e), timing);
    }
  }
}
