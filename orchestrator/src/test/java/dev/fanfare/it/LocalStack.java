package dev.fanfare.it;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** LocalStack by way of Testcontainers, where Docker and the images are there, or can be fetched in time. */
final class LocalStack {

  private static final String IMAGE = "localstack/localstack";
  private static final int PORT = 4566;
  private static final long PULL_MINUTES = 5;

  private LocalStack() {}

  /** A server that is up; empty, with a line that says why, where there can be none. */
  static Optional<CloudUnderTest> start(ServerOptions options) {
    try {
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        return none(options, "there is no Docker");
      }
      for (String image : List.of(options.image(), runtimeImage(options))) {
        if (!isThere(image)) {
          return none(options, image + " cannot be pulled within " + PULL_MINUTES + " minutes");
        }
      }
      return Optional.of(start(container(options), options));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return none(options, "interrupted");
    } catch (RuntimeException e) {
      return none(options, String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason"));
    }
  }

  private static Optional<CloudUnderTest> none(ServerOptions options, String why) {
    CloudUnderTest.skipped("Testcontainers " + options.image(), why);
    return Optional.empty();
  }

  /** What LocalStack would pull in the middle of the first invocation. */
  private static String runtimeImage(ServerOptions options) {
    return "public.ecr.aws/lambda/java:" + options.runtime().replaceFirst("^java", "");
  }

  private static boolean isThere(String image) throws InterruptedException {
    DockerClient docker = DockerClientFactory.instance().client();
    try {
      docker.inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException e) {
      return docker.pullImageCmd(image).start().awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
    }
  }

  @SuppressWarnings(
      "resource") // Stopped by the server's own close, and by Testcontainers at the end.
  private static LocalStackContainer container(ServerOptions options) {
    return new LocalStackContainer(
            DockerImageName.parse(options.image()).asCompatibleSubstituteFor(IMAGE))
        .withServices("lambda", "s3", "iam", "sts", "logs")
        .withEnv("LAMBDA_IGNORE_ARCHITECTURE", "1")
        .withEnv("LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT", "120");
  }

  private static CloudUnderTest start(LocalStackContainer container, ServerOptions options) {
    container.start();
    return new CloudUnderTest(
        options.image(),
        container.getEndpoint(),
        container.getEndpoint(),
        options.functionEndpoint().orElseGet(() -> inside(container)),
        container.getRegion(),
        container.getAccessKey(),
        container.getSecretKey(),
        options.runtime(),
        options.architecture(),
        options.role(),
        container::stop);
  }

  /** Functions are containers beside this one: they call it by its address, and by the port inside. */
  private static URI inside(LocalStackContainer container) {
    String address =
        container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
            .map(network -> network.getIpAddress())
            .findFirst()
            .orElseThrow();
    return URI.create("http://" + address + ":" + PORT);
  }
}
