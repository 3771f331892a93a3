package dev.fanfare.backend;

import java.time.Duration;

/** Lambda answered 429, so nothing was invoked. A {@link Gate} retries the call later. */
final class ThrottledException extends RuntimeException {

  private final String reason;
  private final Duration retryAfter;

  /**
   * Creates the exception.
   *
   * @param reason Lambda's reason, such as {@code ConcurrentInvocationLimitExceeded}; may be empty
   * @param retryAfter how long Lambda asks to wait; zero if not specified
   */
  ThrottledException(String reason, Duration retryAfter) {
    super(reason, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  String reason() {
    return reason;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
