package dev.fanfare.backend;

import dev.fanfare.store.EndpointUrl;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The function that runs the batches, and how it is invoked. Region and credentials come from the
 * AWS SDK's default providers. Immutable.
 *
 * @param function name or ARN of the function
 * @param copies functions with the same code and configuration, which share the batches; for more
 *     than 1,000 environments, because Lambda adds at most that many to a function in ten seconds
 * @param endpoint endpoint URL; null for {@code AWS_ENDPOINT_URL}, or else AWS
 * @param functionEndpoint endpoint URL as seen from inside the function; null for the function's
 *     {@code AWS_ENDPOINT_URL}, or else {@code endpoint}, unless that is a loopback address: then the
 *     function is asked which address it reaches
 * @param queued whether Lambda queues the invocations (asynchronous invocation) and the bucket is
 *     polled for results; for more concurrent invocations than a client has connections
 */
public record LambdaTarget(
    String function,
    List<String> copies,
    @Nullable URI endpoint,
    @Nullable URI functionEndpoint,
    boolean queued) {

  private static final String STACK = "fanfare";

  public LambdaTarget {
    requireName(function);
    EndpointUrl.check("endpoint", endpoint);
    EndpointUrl.check("functionEndpoint", functionEndpoint);
    copies = List.copyOf(copies);
    copies.forEach(LambdaTarget::requireName);
    if (copies.contains(function) || Set.copyOf(copies).size() < copies.size()) {
      throw new IllegalArgumentException("function must name each function once, got: " + function
          + "," + String.join(",", copies));
    }
  }

  private static void requireName(String function) {
    if (!function.matches("[a-zA-Z0-9:_$-]{1,170}")) {
      throw new IllegalArgumentException(
          "function must be a Lambda function's name or ARN, got: " + function);
    }
  }

  /** That function; or, separated by commas, one and its copies. */
  public static LambdaTarget of(String function) {
    List<String> names = Stream.of(function.split(",", -1)).map(String::strip).toList();
    return new LambdaTarget(
        names.get(0), names.subList(1, names.size()), null, null, /* queued= */ false);
  }

  /** The function and its copies. */
  public List<String> functions() {
    return Stream.concat(Stream.of(function), copies.stream()).toList();
  }

  /**
   * The worker with that many vCPUs in the stack {@code FANFARE_STACK}, or else {@code fanfare}.
   *
   * @param vcpus 1, 2 or 6, the sizes in the project's template
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

  /** The function {@code FANFARE_FUNCTION}, or else the stack's worker with one vCPU. */
  public static LambdaTarget standard() {
    String named = System.getenv("FANFARE_FUNCTION");
    return named == null || named.isBlank() ? ofVcpus(1) : of(named);
  }

  /** A copy with other endpoints; see the parameters of the record. */
  public LambdaTarget withEndpoints(@Nullable URI endpoint, @Nullable URI functionEndpoint) {
    return new LambdaTarget(function, copies, endpoint, functionEndpoint, queued);
  }

  /** A copy whose invocations Lambda queues, or not. */
  public LambdaTarget withQueued(boolean queued) {
    return new LambdaTarget(function, copies, endpoint, functionEndpoint, queued);
  }
}
