package dev.fanfare.backend;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.store.EndpointUrl;
import dev.fanfare.worker.Worker;
import dev.fanfare.worker.WorkerHandler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.State;

/**
 * The configuration of a function that is a Fanfare worker.
 *
 * @param name the requested name
 * @param memoryMb memory of an environment, in MB
 * @param timeout time limit of an invocation
 * @param arm whether it runs on arm64
 * @param bucket bucket for its runs
 * @param onInstances whether it runs on Lambda Managed Instances, which are billed instead of its time
 * @param ownEndpoint endpoint URL that the function uses; null for AWS
 */
public record LambdaFunction(
    String name,
    int memoryMb,
    Duration timeout,
    boolean arm,
    String bucket,
    boolean onInstances,
    @Nullable URI ownEndpoint) {

  private static final String HANDLER = WorkerHandler.class.getName();

  /**
   * Reads the description.
   *
   * @throws BackendUnavailableException if the function is not a Fanfare worker
   */
  static LambdaFunction of(String name, GetFunctionConfigurationResponse description) {
    Map<String, String> environment = variables(description);
    String bucket = environment.get("FANFARE_BUCKET");
    String handler = String.valueOf(description.handler()).replaceFirst("::handleRequest$", "");
    if (!handler.equals(HANDLER)) {
      throw notOurs(name, "its handler is " + description.handler() + ", not " + HANDLER);
    }
    if (bucket == null || bucket.isBlank()) {
      throw notOurs(name, "its environment has no FANFARE_BUCKET");
    }
    String endpoint = environment.get("AWS_ENDPOINT_URL");
    return new LambdaFunction(
        name,
        description.memorySize(),
        Duration.ofSeconds(description.timeout()),
        description.architecturesAsStrings().contains("arm64"),
        bucket,
        description.capacityProviderConfig() != null,
        endpoint == null || endpoint.isBlank() ? null : ownEndpoint(name, endpoint));
  }

  /** Why Lambda does not invoke it yet, if so. One that is inactive is woken by the first invocation. */
  static Optional<String> unready(String name, GetFunctionConfigurationResponse description) {
    if (description.state() == State.PENDING) {
      return Optional.of("function " + name + " is not ready yet; wait for it with: "
          + FunctionFacts.of(name, description).waitCommand() + "; nothing has run");
    }
    return description.state() == State.FAILED
        ? Optional.of("function " + name + " could not be created: " + description.stateReason()
            + "; nothing has run")
        : Optional.empty();
  }

  private static URI ownEndpoint(String name, String url) {
    try {
      return EndpointUrl.parse("AWS_ENDPOINT_URL in the environment of function " + name, url);
    } catch (IllegalArgumentException e) {
      throw new BackendUnavailableException(e.getMessage() + "; nothing has run", e);
    }
  }

  /**
   * Refuses a function that is not a copy.
   *
   * @throws BackendUnavailableException if code, memory, time limit, architecture or environment differ
   */
  static void requireSame(
      String name,
      GetFunctionConfigurationResponse description,
      String copy,
      GetFunctionConfigurationResponse other) {
    if (other.functionArn() != null && other.functionArn().equals(description.functionArn())) {
      throw noCopy(name, copy, "it is the same function");
    }
    requireSame(name, copy, "handler", description.handler(), other.handler());
    requireSame(name, copy, "runtime", description.runtimeAsString(), other.runtimeAsString());
    requireSame(name, copy, "layers", layers(description), layers(other));
    requireSame(name, copy, "code (SHA-256)", description.codeSha256(), other.codeSha256());
    requireSame(name, copy, "memory", description.memorySize(), other.memorySize());
    requireSame(name, copy, "time limit", description.timeout(), other.timeout());
    requireSame(
        name,
        copy,
        "architecture",
        description.architecturesAsStrings(),
        other.architecturesAsStrings());
    // Not their values, which may be secrets.
    if (!variables(description).equals(variables(other))) {
      throw noCopy(name, copy, "it has another environment");
    }
  }

  private static void requireSame(
      String name, String copy, String what, @Nullable Object one, @Nullable Object other) {
    if (!Objects.equals(one, other)) {
      throw noCopy(name, copy, "its " + what + " is " + other + ", not " + one);
    }
  }

  private static BackendUnavailableException noCopy(String name, String copy, String why) {
    return new BackendUnavailableException(
        "function " + copy + " is no copy of " + name + ": " + why + "; nothing has run", null);
  }

  private static List<String> layers(GetFunctionConfigurationResponse description) {
    return description.layers().stream().map(Layer::arn).toList();
  }

  static Map<String, String> variables(GetFunctionConfigurationResponse description) {
    return description.environment() == null
        ? Map.of()
        : description.environment().variables();
  }

  private static BackendUnavailableException notOurs(String name, String why) {
    return new BackendUnavailableException(
        "function " + name + " is not a Fanfare worker: " + why + "; nothing has run", null);
  }

  /**
   * What its price depends on.
   *
   * @param names its own and its copies', as {@code --function} takes them
   */
  BilledFunction billed(String names, String region, boolean reported) {
    return new BilledFunction(names, region, arm, memoryMb, timeout, reported, onInstances);
  }

  /**
   * Refuses synchronous invocations if Lambda would, or if they would be throttled: instances take no
   * more than they have room for, and others are started within minutes, not milliseconds.
   */
  void requireQueued(boolean event) {
    if (event) {
      return;
    }
    if (limit().isLong()) {
      throw new BackendUnavailableException(
          "function " + name + " has a time limit of " + limit().seconds()
              + ", and Lambda allows synchronous invocations " + TimeLimit.USUAL_MOST.toSeconds()
              + " s: use --queued (in Java: LambdaTarget.queued); nothing has run",
          null);
    }
    if (onInstances) {
      throw new BackendUnavailableException(
          "function " + name + " runs on instances, where invocations wait for room: use --queued"
              + " (in Java: LambdaTarget.queued); nothing has run",
          null);
    }
  }

  /** Whether it takes synchronous invocations, without waiting for instances. */
  boolean answersAtOnce() {
    return !limit().isLong() && !onInstances;
  }

  /** Its time limit. */
  public TimeLimit limit() {
    return new TimeLimit(timeout);
  }

  /** The number of threads in its pool. */
  public int vcpus() {
    return Worker.threadsFor(memoryMb);
  }
}
