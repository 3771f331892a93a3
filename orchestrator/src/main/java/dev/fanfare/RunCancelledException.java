package dev.fanfare;

import dev.fanfare.Completion.Reason;
import dev.fanfare.kernel.FanfareException;

/** A run was ended before its last task: cancelled from outside, or out of time. */
public final class RunCancelledException extends FanfareException {

  private final Reason reason;

  public RunCancelledException(Reason reason) {
    super(
        reason == Reason.DEADLINE_EXCEEDED
            ? "the run's deadline is over"
            : "the run was cancelled");
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
