package dev.fanfare.worker;

import java.io.IOException;

/** The store answered, and did not do what it was asked to. */
final class RefusedException extends IOException {

  private final int status;

  RefusedException(int status) {
    super("it answered " + status);
    this.status = status;
  }

  /** The answer's HTTP status. */
  int status() {
    return status;
  }
}
