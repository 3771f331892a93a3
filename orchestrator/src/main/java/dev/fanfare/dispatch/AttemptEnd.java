package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.report.Attempt;
import dev.fanfare.report.TaskTimes;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of an attempt at a batch. Times in nanoseconds since the run began.
 *
 * @param batch the batch
 * @param createdNanos when the attempt was made
 * @param answeredNanos when its outcome was there, or its loss was known
 * @param result null if it was lost
 * @param loss why it was lost; null if it was not
 */
public record AttemptEnd(
    Batch batch,
    long createdNanos,
    long answeredNanos,
    @Nullable BatchResult result,
    @Nullable Throwable loss) {

  private static final ReportLine NO_REPORT = ReportLine.of("", 0, 0, 0, 0);

  /** In place of an attempt that was not made: no worker has an outcome of these tasks. */
  public static AttemptEnd givenUp(Batch batch, long nowNanos, List<TaskOutcome> outcomes) {
    BatchOutcome outcome = new BatchOutcome(
        batch.runId(), batch.number(), batch.attempt(), WorkerInfo.UNKNOWN, outcomes);
    return new AttemptEnd(batch, nowNanos, nowNanos, new BatchResult(outcome, null), null);
  }

  /**
   * Its spans.
   *
   * @param startEpochMicros when the run began, in microseconds since 1970
   * @param settledNanos when its outcomes had been passed on
   */
  public Attempt spans(long startEpochMicros, long settledNanos) {
    long createdEpochMicros = startEpochMicros + createdNanos / 1000;
    WorkerInfo worker = result == null ? WorkerInfo.UNKNOWN : result.outcome().worker();
    ReportLine report = result == null || result.report() == null ? NO_REPORT : result.report();
    return new Attempt(
        batch.number(),
        batch.attempt(),
        createdEpochMicros,
        result == null ? 0 : result.throttledNanos() / 1000,
        (answeredNanos - createdNanos) / 1000,
        result == null ? 0 : result.fetchNanos() / 1000,
        (settledNanos - createdNanos) / 1000,
        worker.id(),
        worker.threads(),
        result != null && result.coldStart(),
        report.initMillis().orElse(0),
        report.durationMillis(),
        report.billedMillis(),
        report.memoryMb(),
        report.maxMemoryUsedMb(),
        loss == null ? "" : TaskError.of(loss).summary(),
        result == null
            ? TaskTimes.NONE
            : TaskTimes.of(result.outcome().tasks(), createdEpochMicros));
  }
}
