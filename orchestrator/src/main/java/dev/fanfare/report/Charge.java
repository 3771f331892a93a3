package dev.fanfare.report;

import dev.fanfare.wire.ReportLine;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt at a batch is charged for, whether or not it returned. Immutable.
 *
 * @param invoked whether a function ran for it, or may have run
 * @param report what Lambda reported; null if nothing was invoked or there is no report
 */
public record Charge(boolean invoked, @Nullable ReportLine report) {

  /** Lambda refused it, or it was not sent. */
  public static final Charge NONE = new Charge(/* invoked= */ false, null);

  /** It may be charged for, up to the function's time limit. */
  public static final Charge UNKNOWN = new Charge(/* invoked= */ true, null);

  /** That of an invocation with that report; null if there is none. */
  public static Charge of(@Nullable ReportLine report) {
    return report == null ? UNKNOWN : new Charge(/* invoked= */ true, report);
  }
}
