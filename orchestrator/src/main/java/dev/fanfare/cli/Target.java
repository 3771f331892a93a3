package dev.fanfare.cli;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaTarget;
import dev.fanfare.store.EndpointUrl;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the backend. Which backends there are, and which is the default, depends on the command. */
abstract class Target {

  static final String LAMBDA = "lambda";

  private static final String ALL = "sequential, threads, processes or lambda.";
  private static final String DEFAULT =
      " Default: lambda if --function, --vcpus or --queued is given; otherwise ";

  private @Nullable String backend;

  /** For a new run. */
  static final class OfRun extends Target {
    @Option(names = "--backend", paramLabel = "NAME", description = ALL + DEFAULT + "processes.")
    void backend(@Nullable String name) {
      use(name);
    }
  }

  /** For a run that is resumed. */
  static final class OfResume extends Target {
    @Option(names = "--backend", paramLabel = "NAME", description = ALL + DEFAULT + "as recorded.")
    void backend(@Nullable String name) {
      use(name);
    }
  }

  /** For checks. */
  static final class OfDoctor extends Target {
    @Option(
        names = "--backend",
        paramLabel = "NAME",
        description = "With lambda, check the function as well." + DEFAULT + "this machine only.")
    void backend(@Nullable String name) {
      use(name);
    }
  }

  /** For measurements. */
  static final class OfTuning extends Target {
    @Option(
        names = "--backend",
        paramLabel = "NAME",
        description = "threads, processes or lambda." + DEFAULT + "processes.")
    void backend(@Nullable String name) {
      use(name);
    }
  }

  @Option(
      names = "--function",
      paramLabel = "NAME[,NAME...]",
      description = "Name or ARN of the Lambda function, or of several with the same code and "
          + "configuration, which share the work. Default: FANFARE_FUNCTION, or else the "
          + "function selected by --vcpus; when a run is resumed, the function that it used last.")
  private @Nullable String function;

  @Option(
      names = "--vcpus",
      paramLabel = "N",
      description = "Select the function of the stack that has 1, 2 or 6 vCPUs. The stack is "
          + "FANFARE_STACK, or else 'fanfare'. Default: 1.")
  private @Nullable Integer vcpus;

  @Option(
      names = "--function-endpoint-url",
      paramLabel = "URL",
      description =
          "Endpoint URL as seen from inside the function, if different from AWS_ENDPOINT_URL.")
  private @Nullable URI functionEndpoint;

  @Option(
      names = "--queued",
      description =
          "Invoke asynchronously and poll the bucket for results. Use it for more concurrent "
              + "invocations than this machine can hold connections, and for functions that may "
              + "run longer than 15 minutes.")
  private boolean queued;

  private @Nullable String recorded;

  final void use(@Nullable String name) {
    backend = name;
  }

  /** The backend's name, if given or implied. */
  @Nullable
  String name() {
    return backend == null && impliesLambda() ? LAMBDA : backend;
  }

  private boolean impliesLambda() {
    return function != null || vcpus != null || queued || functionEndpoint != null;
  }

  /**
   * A new backend of that name.
   *
   * @throws IllegalArgumentException if the options do not apply to it
   */
  Backend create(String name) {
    if (!name.equals(LAMBDA)) {
      if (impliesLambda()) {
        throw new IllegalArgumentException("--function, --vcpus, --function-endpoint-url and"
            + " --queued require --backend lambda, got: " + name);
      }
      return Backends.create(name);
    }
    return lambda();
  }

  /** A new backend for the function. */
  LambdaBackend lambda() {
    if (function != null && vcpus != null) {
      throw new IllegalArgumentException("expected either --function or --vcpus");
    }
    EndpointUrl.check("--function-endpoint-url", functionEndpoint);
    return new LambdaBackend(target().withEndpoints(null, functionEndpoint).withQueued(queued));
  }

  /** Names the function that the run used last, empty if none; {@code --function} and {@code --vcpus} take precedence. */
  final void recorded(Optional<String> name) {
    recorded = name.orElse(null);
  }

  private LambdaTarget target() {
    if (function == null && vcpus == null && recorded != null) {
      return LambdaTarget.of(recorded);
    }
    if (function != null) {
      return LambdaTarget.of(function);
    }
    return vcpus == null ? LambdaTarget.standard() : LambdaTarget.ofVcpus(vcpus);
  }
}
