package dev.fanfare.store;

import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.Extension;
import dev.fanfare.local.FunctionConfig;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The bucket of an embedded cloud, of which a folder shows the files. Thread-safe. */
public final class Bucket implements AutoCloseable {

  private final EmbeddedCloud cloud;

  /** Its files are {@code bucket/} in that folder. */
  public Bucket(Path folder) {
    cloud = EmbeddedCloud.start(
        FunctionConfig.of("none", 1),
        folder.resolve("cloud"),
        folder.resolve("bucket"),
        Extension.NONE);
  }

  /** Access to the keys that begin with that prefix. */
  public S3Access access(String prefix) {
    return new S3Access(
        cloud.s3Endpoint(),
        null,
        cloud.region(),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())),
        cloud.bucket(),
        prefix,
        Duration.ofMinutes(5));
  }

  @Override
  public void close() {
    cloud.close();
  }
}
