package dev.fanfare.backend;

import dev.fanfare.backend.BatchLostException.Reason;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Tells a service that will not have a call from one that cannot take it just now. Stateless. */
final class Refusal {

  /** Refused for the time that the request claims; a clock that is set right in the meantime helps. */
  private static final Set<String> CLOCK = Set.of(
      "RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "RequestInTheFuture");

  private Refusal() {}

  /** Why a call failed that was answered with an error. */
  static Reason reason(AwsServiceException error) {
    int status = error.statusCode();
    String code = error.awsErrorDetails() == null ? "" : error.awsErrorDetails().errorCode();
    boolean final4xx = status >= 400 && status < 500 && status != 408 && status != 429;
    return final4xx && !CLOCK.contains(code) ? Reason.REFUSED : Reason.SERVICE;
  }
}
