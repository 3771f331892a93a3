package dev.fanfare.worker;

import java.io.IOException;

/** The store refused a request. */
final class RefusedException extends IOException {

  private final int status;

  RefusedException(int status) {
    super("it answered " + status);
    this.status = status;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }
}
