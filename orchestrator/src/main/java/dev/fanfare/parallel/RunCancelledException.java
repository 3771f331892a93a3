package dev.fanfare.parallel;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.parallel.Completion.Reason;

/** A run was ended before its last task: cancelled from outside, or out of time. */
public final class RunCancelledException extends FanfareException {

  private final Reason reason;

  RunCancelledException(Reason reason) {
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
