package dev.fanfare.store;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Where a bucket is, and who asks.
 *
 * @param endpoint of a server other than AWS's; null: AWS's own
 * @param functionEndpoint what functions call the same server, which presigned URLs then name; null: as
 *     {@code endpoint}
 * @param prefix what all keys begin with; empty, or ending in a slash
 * @param urlsLast how long a presigned URL can be used: longer than a function may run
 */
public record S3Access(
    @Nullable URI endpoint,
    @Nullable URI functionEndpoint,
    String region,
    AwsCredentialsProvider credentials,
    String bucket,
    String prefix,
    Duration urlsLast) {

  public S3Access {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("prefix must be empty or end in a slash, got: " + prefix);
    }
  }

  /** What presigned URLs name. */
  @Nullable
  URI urlEndpoint() {
    return functionEndpoint == null ? endpoint : functionEndpoint;
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
