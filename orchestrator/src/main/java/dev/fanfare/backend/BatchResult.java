package dev.fanfare.backend;

import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.ReportLine;
import org.jspecify.annotations.Nullable;

/**
 * What a backend knows of a batch that was run.
 *
 * @param outcome what became of its tasks
 * @param report what the invocation cost, or null where nothing was invoked or the cloud does not say
 */
public record BatchResult(BatchOutcome outcome, @Nullable ReportLine report) {

  /** The same with another outcome. */
  public BatchResult with(BatchOutcome other) {
    return new BatchResult(other, report);
  }
}
