package dev.fanfare.backend;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which function is to run the batches, and how it is called. Region, credentials and profile are those
 * that the AWS SDK finds. Immutable.
 *
 * @param function name or ARN of the function
 * @param endpoint of a server other than AWS's; null: what {@code AWS_ENDPOINT_URL} says, else AWS's
 * @param functionEndpoint what the function calls that server, for the URLs that it is given; null: what
 *     its own {@code AWS_ENDPOINT_URL} says, else as {@code endpoint}
 * @param event whether invocations are queued by Lambda, and their results waited for in the bucket:
 *     for more of them than a client has connections
 */
public record LambdaTarget(
    String function, @Nullable URI endpoint, @Nullable URI functionEndpoint, boolean event) {

  private static final String STACK = "fanfare";

  public LambdaTarget {
    if (!function.matches("[a-zA-Z0-9:_$-]{1,170}")) {
      throw new IllegalArgumentException(
          "function must be a Lambda function's name or ARN, got: " + function);
    }
  }

  /** That function. */
  public static LambdaTarget of(String function) {
    return new LambdaTarget(function, null, null, /* event= */ false);
  }

  /**
   * The worker of that size of the stack that {@code FANFARE_STACK} names, or else {@code fanfare}.
   *
   * @param vcpus 1, 2 or 6, which the project's template has
   */
  public static LambdaTarget ofVcpus(int vcpus) {
    return ofVcpus(vcpus, System.getenv());
  }

  static LambdaTarget ofVcpus(int vcpus, Map<String, String> environment) {
    if (vcpus != 1 && vcpus != 2 && vcpus != 6) {
      throw new IllegalArgumentException("vcpus must be 1, 2 or 6, got: " + vcpus);
    }
    return of(environment.getOrDefault("FANFARE_STACK", STACK) + "-worker-" + vcpus);
  }

  /** The function that {@code FANFARE_FUNCTION} names, or else the stack's worker with one vCPU. */
  public static LambdaTarget standard() {
    String named = System.getenv("FANFARE_FUNCTION");
    return named == null || named.isBlank() ? ofVcpus(1) : of(named);
  }

  /** The same by way of another server; see the parameters of the same names. */
  public LambdaTarget by(@Nullable URI endpoint, @Nullable URI functionEndpoint) {
    return new LambdaTarget(function, endpoint, functionEndpoint, event);
  }

  /** The same with invocations queued by Lambda, or not. */
  public LambdaTarget queued(boolean event) {
    return new LambdaTarget(function, endpoint, functionEndpoint, event);
  }
}
