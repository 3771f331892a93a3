package dev.fanfare.it;

import dev.fanfare.backend.LambdaTarget;
import dev.fanfare.local.ControlPlane;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.FunctionConfig;
import dev.fanfare.worker.WorkerHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that the suite runs on.
 *
 * @param name what tests are called by
 * @param s3 often the same as {@code lambda}
 * @param functions what functions call S3 by; null: as {@code s3}
 * @param runtime of functions that are deployed
 * @param architecture of functions that are deployed
 * @param role of functions that are deployed
 * @param stop is run at the end
 */
record CloudUnderTest(
    String name,
    URI lambda,
    URI s3,
    @Nullable URI functions,
    String region,
    String accessKey,
    String secretKey,
    String runtime,
    String architecture,
    String role,
    Runnable stop)
    implements AutoCloseable {

  /** All that there are: the embedded one always. What is left out is said in one line each. */
  static Stream<CloudUnderTest> all() {
    ServerOptions options = ServerOptions.of(System::getProperty);
    List<CloudUnderTest> clouds = new ArrayList<>(List.of(embedded(options)));
    options
        .endpoint()
        .ifPresentOrElse(
            endpoint -> clouds.add(at(endpoint, options)),
            () -> skipped("a running server", "-Dfanfare.it.endpoint names none"));
    LocalStack.start(options).ifPresent(clouds::add);
    return clouds.stream();
  }

  /** Says why tests do not run. */
  static void skipped(String what, String why) {
    System.out.println("[it] skipped: " + what + ": " + why);
  }

  static CloudUnderTest embedded(ServerOptions options) {
    EmbeddedCloud cloud = EmbeddedCloud.start(
        FunctionConfig.of(WorkerHandler.class.getName(), 2), newFolder(), new ControlPlane());
    return new CloudUnderTest(
        "embedded",
        cloud.lambdaEndpoint(),
        cloud.s3Endpoint(),
        null,
        cloud.region(),
        cloud.accessKeyId(),
        cloud.secretAccessKey(),
        options.runtime(),
        options.architecture(),
        options.role(),
        cloud::close);
  }

  static CloudUnderTest at(URI endpoint, ServerOptions options) {
    return new CloudUnderTest(
        endpoint.toString(),
        endpoint,
        options.s3Endpoint().orElse(endpoint),
        options.functionEndpoint().orElse(null),
        options.region(),
        options.accessKey(),
        options.secretKey(),
        options.runtime(),
        options.architecture(),
        options.role(),
        () -> {});
  }

  private static Path newFolder() {
    try {
      return Files.createDirectories(Files.createTempDirectory(Path.of("target"), "it-"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for the embedded S3", e);
    }
  }

  /** How the SDK's own chains find this server: system properties, for the process has no environment of its own. */
  Map<String, String> properties() {
    return Map.of(
        "aws.region", region,
        "aws.accessKeyId", accessKey,
        "aws.secretAccessKey", secretKey,
        "aws.endpointUrlLambda", lambda.toString(),
        "aws.endpointUrlS3", s3.toString());
  }

  /** That function, by way of this server: told to the backend where it is one, found by the SDK where it is two. */
  LambdaTarget target(String function) {
    return LambdaTarget.of(function).withEndpoints(lambda.equals(s3) ? lambda : null, functions);
  }

  @Override
  public void close() {
    stop.run();
  }

  @Override
  public String toString() {
    return name;
  }
}
