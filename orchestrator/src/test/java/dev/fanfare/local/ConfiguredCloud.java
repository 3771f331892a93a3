package dev.fanfare.local;

import dev.fanfare.worker.WorkerHandler;
import java.nio.file.Path;
import java.util.Map;

/**
 * An embedded cloud with a control plane that the SDK's default providers find: by system properties, which
 * hold for the whole JVM until it is closed.
 */
public final class ConfiguredCloud implements AutoCloseable {

  private final EmbeddedCloud cloud;

  private ConfiguredCloud(EmbeddedCloud cloud) {
    this.cloud = cloud;
  }

  /** Starts one with a worker function and the bucket {@code fanfare}, in that folder. */
  public static ConfiguredCloud start(Path folder) {
    ConfiguredCloud started = new ConfiguredCloud(EmbeddedCloud.start(
        FunctionConfig.of(WorkerHandler.class.getName(), 2)
            .withEnvironment(Map.of("FANFARE_BUCKET", "fanfare")),
        folder.resolve("cloud"),
        folder.resolve("bucket"),
        new ControlPlane()));
    started.properties().forEach(System::setProperty);
    return started;
  }

  private Map<String, String> properties() {
    return Map.of(
        "aws.region", cloud.region(),
        "aws.accessKeyId", cloud.accessKeyId(),
        "aws.secretAccessKey", cloud.secretAccessKey(),
        "aws.endpointUrlS3", cloud.s3Endpoint().toString(),
        "aws.endpointUrlLambda", cloud.lambdaEndpoint().toString());
  }

  /** The worker function. */
  public String functionName() {
    return cloud.functionName();
  }

  public String region() {
    return cloud.region();
  }

  @Override
  public void close() {
    properties().keySet().forEach(System::clearProperty);
    cloud.close();
  }
}
