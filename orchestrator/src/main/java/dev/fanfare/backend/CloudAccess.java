package dev.fanfare.backend;

import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.store.Connections;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.S3Access;
import dev.fanfare.store.S3Signer;
import dev.fanfare.store.S3Store;
import dev.fanfare.worker.DaemonThreads;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * The endpoints and credentials for a cloud. Its {@code toString} omits the credentials.
 *
 * @param lambdaEndpoint endpoint URL of Lambda; null for the SDK's default
 * @param s3Endpoint endpoint URL of S3; null for the SDK's default
 * @param functionEndpoint endpoint URL of S3 as seen from inside the function; null if it is
 *     {@code s3Endpoint}
 */
record CloudAccess(
    @Nullable URI lambdaEndpoint,
    @Nullable URI s3Endpoint,
    @Nullable URI functionEndpoint,
    String region,
    AwsCredentialsProvider credentials) {

  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * Margin between signing and the end of an invocation: a large input, a cold start, clock
   * differences.
   */
  private static final Duration URL_GRACE = Duration.ofMinutes(5);

  /** The maximum validity of a Signature Version 4 URL. */
  private static final Duration MOST_URLS_LAST = Duration.ofDays(7);

  /** Access to an embedded cloud. */
  static CloudAccess of(EmbeddedCloud cloud) {
    return new CloudAccess(
        cloud.lambdaEndpoint(),
        cloud.s3Endpoint(),
        null,
        cloud.region(),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())));
  }

  /** Access by the SDK's default providers: environment, profile, the machine's role. */
  static CloudAccess standard(LambdaTarget target) {
    return new CloudAccess(
        target.endpoint(),
        target.endpoint(),
        target.functionEndpoint(),
        DefaultAwsRegionProviderChain.builder().build().getRegion().id(),
        DefaultCredentialsProvider.builder().build());
  }

  /** A copy with the endpoint URL that the function itself uses, unless one is set. */
  CloudAccess seenBy(LambdaFunction function) {
    URI own = functionEndpoint == null ? function.ownEndpoint() : functionEndpoint;
    return new CloudAccess(lambdaEndpoint, s3Endpoint, own, region, credentials);
  }

  /**
   * Creates the clients. Makes no request yet.
   *
   * @param prefix of all keys in the bucket
   * @param concurrency maximum number of concurrent invocations
   * @param timeout the function's time limit; the client waits a little longer
   * @param event whether Lambda queues the invocations
   * @param cancellable whether functions must poll for a note that their run is stopped
   */
  Invoker connect(
      String function,
      String bucket,
      String prefix,
      int concurrency,
      Duration timeout,
      boolean event,
      boolean cancellable) {
    SdkAsyncHttpClient http = httpClient(concurrency, timeout);
    try {
      return connect(http, function, bucket, prefix, concurrency, timeout, event, cancellable);
    } catch (RuntimeException | Error e) {
      http.close();
      throw e;
    }
  }

  private Invoker connect(
      SdkAsyncHttpClient http,
      String function,
      String bucket,
      String prefix,
      int concurrency,
      Duration timeout,
      boolean event,
      boolean cancellable) {
    S3Access access =
        bucket(bucket, prefix, event ? ResultWatch.patience(timeout) : timeout.plus(URL_GRACE));
    S3Store objects = S3Store.connect(http, access);
    RunStore store = new RunStore(objects, objects, cancellable);
    ResultWatch watch = event ? new ResultWatch(objects, timeout, Timeline.REAL) : null;
    return invoker(http, store, function, concurrency, timeout, watch, () -> {});
  }

  /**
   * Creates the clients for an embedded cloud. Makes no request yet. Results are read from the
   * bucket's folder, which is cheaper than through the S3 API; workers still upload them.
   */
  static Invoker connect(EmbeddedCloud cloud, int concurrency, Duration timeout) {
    CloudAccess access = of(cloud);
    S3Signer signer =
        new S3Signer(access.bucket(cloud.bucket(), /* prefix= */ "", timeout.plus(URL_GRACE)));
    RunStore store = new RunStore(new FolderStore(cloud.bucketFolder()), signer);
    SdkAsyncHttpClient http = access.httpClient(concurrency, timeout);
    return access.invoker(
        http, store, cloud.functionName(), concurrency, timeout, null, signer::close);
  }

  private S3Access bucket(String bucket, String prefix, Duration urlsLast) {
    Duration most = urlsLast.compareTo(MOST_URLS_LAST) < 0 ? urlsLast : MOST_URLS_LAST;
    return new S3Access(s3Endpoint, functionEndpoint, region, credentials, bucket, prefix, most);
  }

  private Invoker invoker(
      SdkAsyncHttpClient http,
      RunStore store,
      String function,
      int concurrency,
      Duration timeout,
      @Nullable ResultWatch watch,
      Runnable onClose) {
    // Netty's event loops take two seconds to shut down; do not wait for them.
    Runnable close = () -> {
      onClose.run();
      DaemonThreads.named("fanfare-close").newThread(http::close).start();
    };
    return new Invoker(
        Invoker.client(this, http),
        store,
        function,
        concurrency,
        timeout,
        watch,
        Timeline.REAL,
        close);
  }

  // One connection for each invocation and for each concurrent read of a result, so that no request
  // fails for lack of one.
  private SdkAsyncHttpClient httpClient(int concurrency, Duration timeout) {
    return Connections.to(lambdaEndpoint)
        .maxConcurrency(2 * concurrency + 16)
        .maxPendingConnectionAcquires(Integer.MAX_VALUE)
        .connectionAcquisitionTimeout(timeout.plus(GRACE))
        .readTimeout(timeout.plus(GRACE))
        .tcpKeepAlive(true)
        .build();
  }

  /** The region, and the endpoint if it is not AWS's. */
  @Override
  public String toString() {
    return region + (lambdaEndpoint == null ? "" : " at " + lambdaEndpoint);
  }
}
