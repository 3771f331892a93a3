package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchLostException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.TaskOutcome;
import java.util.List;

/**
 * The loss of a batch whose tasks are not tried again.
 *
 * @param loss the last one
 * @param attempts how many attempts were lost in a row
 */
record GivenUp(BatchLostException loss, int attempts) {

  /** Of a task that may have been running when its batch reached its time limit, and must not run twice. */
  static GivenUp mayHaveRun() {
    return new GivenUp(
        new BatchLostException(
            Reason.TIMED_OUT,
            "the task may have been running when its batch ended, and its kernel is not repeatable",
            null),
        1);
  }

  /** The failures of its tasks, if the batch was lost at that time. */
  List<TaskOutcome> outcomes(OpenBatch batch, long nowNanos) {
    Timing timing = batch.lostAt(nowNanos);
    return batch.tasks().stream()
        .map(task -> TaskOutcome.failed(task.index(), error(), timing).withDigest(task.digest()))
        // Which of several tasks has printed it is unknown.
        .map(outcome -> batch.size() == 1 ? outcome.withOutput(loss.output()) : outcome)
        .toList();
  }

  private TaskError error() {
    TaskError error = TaskError.of(loss);
    String times = attempts == 1 ? "" : " (given up after " + attempts + " attempts)";
    return new TaskError(
        error.type(), error.message() + times, error.stack(), error.cause(), error.thrown());
  }
}
