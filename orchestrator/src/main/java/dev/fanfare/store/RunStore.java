package dev.fanfare.store;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The runs' folders in a bucket: signs what functions may write, reads what they wrote. Thread-safe. */
public final class RunStore implements AutoCloseable {

  private final S3AsyncClient s3;
  private final S3Presigner presigner;
  private final String bucket;
  private final Duration urlsLast;

  /**
   * A store that owns its clients.
   *
   * @param urlsLast how long a presigned URL can be used: longer than a function may run
   */
  private RunStore(S3AsyncClient s3, S3Presigner presigner, String bucket, Duration urlsLast) {
    this.s3 = s3;
    this.presigner = presigner;
    this.bucket = bucket;
    this.urlsLast = urlsLast;
  }

  /** A store behind an endpoint; buckets are addressed by path, as servers without their own DNS need it. */
  public static RunStore connect(
      SdkAsyncHttpClient http,
      URI endpoint,
      Region region,
      AwsCredentialsProvider credentials,
      String bucket,
      Duration urlsLast) {
    S3AsyncClient s3 = S3AsyncClient.builder()
        .httpClient(http)
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(credentials)
        .forcePathStyle(true)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .build();
    S3Presigner presigner = S3Presigner.builder()
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(credentials)
        .serviceConfiguration(
            S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
    return new RunStore(s3, presigner, bucket, urlsLast);
  }

  /** A URL that takes one PUT of the batch's outcome, and only if nothing lies there. Signed here, without asking anybody. */
  public URI resultUrl(Batch batch) {
    URL url = presigner
        .presignPutObject(request -> request
            .signatureDuration(urlsLast)
            .putObjectRequest(put -> put.bucket(bucket).key(key(batch)).ifNoneMatch("*")))
        .url();
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the presigner made what is no URI", e);
    }
  }

  /** Reads the batch's outcome. */
  public CompletableFuture<BatchOutcome> outcome(Batch batch) {
    return s3.getObject(
            get -> get.bucket(bucket).key(key(batch)), AsyncResponseTransformer.toBytes())
        .thenApply(object -> Codec.readOutcome(object.asByteArrayUnsafe(), batch.returnTypes()));
  }

  private static String key(Batch batch) {
    return new RunFolder(batch.runId()).result(batch);
  }

  @Override
  public void close() {
    s3.close();
    presigner.close();
  }
}
