package dev.fanfare.backend;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Lambda answered 429, so nothing was invoked. A {@link Gate} retries the call later. */
final class ThrottledException extends RuntimeException {

  private static final int TOO_MANY_REQUESTS = 429;

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

  /** The exception that stands for Lambda's answer; empty if it was no throttling. */
  static Optional<ThrottledException> of(@Nullable Throwable cause) {
    if (cause instanceof TooManyRequestsException refused) {
      String reason = refused.reasonAsString();
      return Optional.of(new ThrottledException(reason == null ? "" : reason, wait(refused)));
    }
    // A proxy's answer has no type.
    return cause instanceof AwsServiceException answer && answer.statusCode() == TOO_MANY_REQUESTS
        ? Optional.of(new ThrottledException("", Duration.ZERO))
        : Optional.empty();
  }

  private static Duration wait(TooManyRequestsException refused) {
    String seconds = refused.retryAfterSeconds();
    return seconds != null && seconds.matches("\\d{1,4}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  String reason() {
    return reason;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
