package dev.fanfare.store;

import dev.fanfare.worker.HttpStatus;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Distinguishes requests that are refused for good from those worth retrying. Stateless. */
public final class Refusal {

  /** Refusals of the time in a request. They end when the clock is corrected. */
  private static final Set<String> CLOCK = Set.of(
      "RequestTimeTooSkewed",
      "RequestExpired",
      "RequestTimeout",
      "InvalidSignatureException",
      "RequestInTheFuture");

  private Refusal() {}

  /** Whether the same request would be refused again. */
  public static boolean isFinal(AwsServiceException error) {
    String code = error.awsErrorDetails() == null ? "" : error.awsErrorDetails().errorCode();
    return HttpStatus.isFinal(error.statusCode()) && !(code != null && CLOCK.contains(code));
  }
}
