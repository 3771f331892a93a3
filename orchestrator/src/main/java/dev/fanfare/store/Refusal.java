package dev.fanfare.store;

import dev.fanfare.worker.HttpStatus;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Tells a service that will not have a call from one that cannot take it just now. Stateless. */
public final class Refusal {

  /** Refused for the time that the request claims; a clock that is set right in the meantime helps. */
  private static final Set<String> CLOCK = Set.of(
      "RequestTimeTooSkewed",
      "RequestExpired",
      "RequestTimeout",
      "InvalidSignatureException",
      "RequestInTheFuture");

  private Refusal() {}

  /** Whether the same call will be refused the next time, too. */
  public static boolean isFinal(AwsServiceException error) {
    String code = error.awsErrorDetails() == null ? "" : error.awsErrorDetails().errorCode();
    return HttpStatus.isFinal(error.statusCode()) && !(code != null && CLOCK.contains(code));
  }
}
