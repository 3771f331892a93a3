package dev.fanfare.cli;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaTarget;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where batches go. */
final class Target {

  private static final String LAMBDA = "lambda";

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "sequential, threads, processes or lambda. Default: processes, or the run's.")
  private @Nullable String backend;

  @Option(
      names = "--function",
      paramLabel = "NAME",
      description =
          "The Lambda function, by name or ARN. Default: the environment's FANFARE_FUNCTION, else that of --vcpus.")
  private @Nullable String function;

  @Option(
      names = "--vcpus",
      paramLabel = "N",
      description =
          "The template's function of that size: 1, 2 or 6. Its stack is the environment's FANFARE_STACK, else 'fanfare'. Default: 1.")
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
          "Send invocations through Lambda's queue and read results from the bucket: for more invocations at once than this machine can hold connections.")
  private boolean queued;

  /** The backend's name, where one was given. */
  @Nullable
  String name() {
    boolean implied = function != null || vcpus != null || queued;
    return backend == null && implied ? LAMBDA : backend;
  }

  /**
   * A new backend of that name.
   *
   * @throws IllegalArgumentException if it has no use for the options
   */
  Backend create(String name) {
    if (!name.equals(LAMBDA)) {
      if (function != null || vcpus != null || queued) {
        throw new IllegalArgumentException(
            "--function, --vcpus and --queued are for --backend lambda, got: " + name);
      }
      return Backends.create(name);
    }
    if (function != null && vcpus != null) {
      throw new IllegalArgumentException("expected either --function or --vcpus");
    }
    return new LambdaBackend(target().by(null, functionEndpoint).queued(queued));
  }

  private LambdaTarget target() {
    if (function != null) {
      return LambdaTarget.of(function);
    }
    return vcpus == null ? LambdaTarget.standard() : LambdaTarget.ofVcpus(vcpus);
  }
}
