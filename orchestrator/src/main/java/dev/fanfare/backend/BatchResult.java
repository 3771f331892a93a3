package dev.fanfare.backend;

import dev.fanfare.FinishedBatch;
import dev.fanfare.report.Charge;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.TaskOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a batch that was run.
 *
 * @param outcome the outcomes of its tasks
 * @param report Lambda's report of the invocation; null if nothing was invoked or there is no
 *     report
 * @param throttledNanos how long the batch was not sent because Lambda throttled
 * @param fetchNanos how long it took to read the outcome after the worker had answered
 */
public record BatchResult(
    BatchOutcome outcome, @Nullable ReportLine report, long throttledNanos, long fetchNanos) {

  /** The result of a batch that was sent at once, and whose outcome came with the answer. */
  public BatchResult(BatchOutcome outcome, @Nullable ReportLine report) {
    this(outcome, report, 0, 0);
  }

  /** What the attempt at that batch is charged for: nothing if an attempt before had stored the outcome. */
  public Charge charge(Batch batch) {
    return outcome.attempt() < batch.attempt() ? Charge.NONE : Charge.of(report);
  }

  /** What a caller learns of it. */
  public FinishedBatch finished() {
    List<TaskOutcome> tasks = outcome.tasks();
    return new FinishedBatch(
        outcome.number(),
        outcome.attempt(),
        tasks.stream().map(TaskOutcome::index).toList(),
        outcome.worker().id(),
        coldStart(),
        tasks.stream().mapToLong(task -> task.timing().wallNanos()).sum(),
        tasks.stream().mapToLong(task -> task.timing().cpuNanos()).sum(),
        tasks.stream().filter(task -> !task.succeeded()).count(),
        report == null ? 0 : report.billedMillis(),
        report == null ? 0 : report.initMillis().orElse(0));
  }

  /** Whether it was the first batch of a worker that was started. Threads of this process are no such workers. */
  public boolean coldStart() {
    boolean here =
        report == null && outcome.worker().pid() == ProcessHandle.current().pid();
    return outcome.worker().coldStart() && !here;
  }

  /** A copy of a batch that was throttled for so long. */
  BatchResult throttled(long nanos) {
    return new BatchResult(outcome, report, nanos, fetchNanos);
  }

  /** A copy with another outcome. */
  public BatchResult with(BatchOutcome other) {
    return new BatchResult(other, report, throttledNanos, fetchNanos);
  }
}
