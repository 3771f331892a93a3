package dev.fanfare;

import dev.fanfare.Completion.Reason;
import dev.fanfare.kernel.FanfareException;

/** A run ended before its last task because it was cancelled, its deadline passed, or its budget is spent. */
public final class RunCancelledException extends FanfareException {

  private final Reason reason;

  public RunCancelledException(Reason reason) {
    super(
        switch (reason) {
          case DEADLINE_EXCEEDED -> "the run's deadline has passed";
          case BUDGET_SPENT -> "the run's budget is spent";
          default -> "the run was cancelled";
        });
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
