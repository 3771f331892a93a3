package dev.fanfare.store;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A bucket, and how to access it.
 *
 * @param endpoint endpoint URL of S3; null for AWS
 * @param functionEndpoint endpoint URL in presigned URLs, as seen from inside the function; null if
 *     it is {@code endpoint}
 * @param prefix prefix of all keys; empty, or ending in a slash
 * @param urlsLast how long a presigned URL is valid; must exceed the function's time limit
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

  /** The endpoint in presigned URLs. */
  @Nullable
  URI urlEndpoint() {
    return functionEndpoint == null ? endpoint : functionEndpoint;
  }

  /** Omits the credentials. */
  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
