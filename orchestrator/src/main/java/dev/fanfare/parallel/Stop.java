package dev.fanfare.parallel;

import dev.fanfare.Completion.Reason;

/** Ends a run from within. Not an error, so it has no stack trace. */
final class Stop extends RuntimeException {

  private final Reason reason;

  Stop(Reason reason) {
    super(reason.name(), null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
