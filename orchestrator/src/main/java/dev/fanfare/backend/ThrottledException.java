package dev.fanfare.backend;

import java.time.Duration;

/** Lambda answered 429: the call was not made. It tells a {@link Gate} to make it again later. */
final class ThrottledException extends RuntimeException {

  private final String reason;
  private final Duration retryAfter;

  /**
   * A refusal.
   *
   * @param reason Lambda's, such as {@code ConcurrentInvocationLimitExceeded}; empty where it gives none
   * @param retryAfter what Lambda asks to wait; zero where it does not say
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
