package dev.fanfare.backend;

import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.ReportLine;
import org.jspecify.annotations.Nullable;

/**
 * The result of a batch that was run.
 *
 * @param outcome the outcomes of its tasks
 * @param report Lambda's report of the invocation; null if nothing was invoked or there is no
 *     report
 */
public record BatchResult(BatchOutcome outcome, @Nullable ReportLine report) {

  /** A copy with another outcome. */
  public BatchResult with(BatchOutcome other) {
    return new BatchResult(other, report);
  }
}
