package dev.fanfare;

import dev.fanfare.Completion.Reason;
import dev.fanfare.kernel.FanfareException;

/** A run ended before its last task because it was cancelled or its deadline passed. */
public final class RunCancelledException extends FanfareException {

  private final Reason reason;

  public RunCancelledException(Reason reason) {
    super(
        reason == Reason.DEADLINE_EXCEEDED
            ? "the run's deadline has passed"
            : "the run was cancelled");
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
