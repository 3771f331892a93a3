package dev.fanfare.backend;

import dev.fanfare.backend.BatchLostException.Reason;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Distinguishes permanent refusals of a service from temporary failures. Stateless. */
final class Refusal {

  /** Refused because of the request's time; a retry can succeed once the clock is corrected. */
  private static final Set<String> CLOCK = Set.of(
      "RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "RequestInTheFuture");

  private Refusal() {}

  /** The reason for the loss if a call was answered with an error. */
  static Reason reason(AwsServiceException error) {
    int status = error.statusCode();
    String code = error.awsErrorDetails() == null ? "" : error.awsErrorDetails().errorCode();
    boolean final4xx = status >= 400 && status < 500 && status != 408 && status != 429;
    return final4xx && !CLOCK.contains(code) ? Reason.REFUSED : Reason.SERVICE;
  }
}
