package dev.fanfare.backend;

import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.store.AwsRegion;
import dev.fanfare.store.Connections;
import dev.fanfare.store.EndpointUrl;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.LibraryNotices;
import dev.fanfare.store.S3Access;
import dev.fanfare.store.S3Signer;
import dev.fanfare.store.S3Store;
import dev.fanfare.worker.DaemonThreads;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

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

  static {
    LibraryNotices.preventSdks();
  }

  // Without credentials, because nothing looks at the signature of a direct invocation.
  private static CloudAccess direct(EmbeddedCloud cloud) {
    return new CloudAccess(
        cloud.lambdaEndpoint(), null, null, cloud.region(), AnonymousCredentialsProvider.create());
  }

  /** Access by the SDK's default providers: environment, profile, the machine's role. */
  static CloudAccess standard(LambdaTarget target) {
    EndpointUrl.checkConfigured();
    return new CloudAccess(
        target.endpoint(),
        target.endpoint(),
        target.functionEndpoint(),
        AwsRegion.configured(),
        DefaultCredentialsProvider.builder().build());
  }

  /** A copy with the endpoint URL that the function itself uses, unless one is set. */
  CloudAccess seenBy(LambdaFunction function) {
    URI own = functionEndpoint == null ? function.ownEndpoint() : functionEndpoint;
    return new CloudAccess(lambdaEndpoint, s3Endpoint, own, region, credentials);
  }

  /** A copy with that endpoint URL for the function. */
  CloudAccess functionAt(URI endpoint) {
    return new CloudAccess(lambdaEndpoint, s3Endpoint, endpoint, region, credentials);
  }

  /** The endpoint URL in the presigned URLs that the function gets. The SDK may have found it itself. */
  URI storeOfFunction(String bucket) {
    try (S3Signer signer = new S3Signer(bucket(bucket, "", URL_GRACE))) {
      URI url = signer.getUrl("runs/any");
      return URI.create(url.getScheme() + "://" + url.getAuthority());
    }
  }

  /**
   * Creates the clients. Makes no request yet.
   *
   * @param prefix of all keys in the bucket
   * @param functions with the same code
   * @param timeout the functions' time limit; the client waits a little longer
   * @param queued whether Lambda queues the invocations
   * @param note how functions learn that their run is stopped
   */
  Invoker connect(
      List<InvokedFunction> functions,
      String bucket,
      String prefix,
      Duration timeout,
      boolean queued,
      StopNote note) {
    SdkAsyncHttpClient http =
        httpClient(functions.stream().mapToInt(InvokedFunction::width).sum(), timeout);
    try {
      return connect(http, functions, bucket, prefix, timeout, queued, note);
    } catch (RuntimeException | Error e) {
      http.close();
      throw e;
    }
  }

  private Invoker connect(
      SdkAsyncHttpClient http,
      List<InvokedFunction> functions,
      String bucket,
      String prefix,
      Duration timeout,
      boolean queued,
      StopNote note) {
    S3Access access =
        bucket(bucket, prefix, queued ? ResultWatch.patience(timeout) : timeout.plus(URL_GRACE));
    S3Store objects = S3Store.connect(http, access);
    RunStore store = new RunStore(objects, objects, note);
    ResultWatch watch = queued ? new ResultWatch(objects, timeout, Timeline.REAL) : null;
    // Netty's event loops take two seconds to shut down; do not wait for them.
    Runnable close =
        () -> DaemonThreads.named("fanfare-close").newThread(http::close).start();
    return new Invoker(
        Invoker.client(this, http), store, functions, timeout, watch, Timeline.REAL, close);
  }

  /**
   * Creates the clients for an embedded cloud. Makes no request yet. Neither invocations nor reads of
   * results go through a connection; workers still upload results through S3's API.
   *
   * @param concurrency number of workers
   * @param queue how many invocations the function keeps at hand for them
   */
  static Invoker connect(EmbeddedCloud cloud, int concurrency, int queue, Duration timeout) {
    SdkAsyncHttpClient direct = cloud.directLambda();
    try {
      LambdaAsyncClient lambda = Invoker.client(direct(cloud), direct);
      FolderStore objects = new FolderStore(cloud.bucketFolder());
      RunStore store = new RunStore(
          objects,
          cloud.signer(urlsLast(timeout.plus(URL_GRACE))),
          StopNote.NONE,
          SharedBlobs.in(cloud.bucketFolder(), objects));
      return new Invoker(
          lambda,
          store,
          InvokedFunction.alone(cloud.functionName(), concurrency, queue),
          timeout,
          null,
          Timeline.REAL,
          direct::close);
    } catch (RuntimeException | Error e) {
      direct.close();
      throw e;
    }
  }

  private S3Access bucket(String bucket, String prefix, Duration urlsLast) {
    return new S3Access(
        s3Endpoint, functionEndpoint, region, credentials, bucket, prefix, urlsLast(urlsLast));
  }

  private static Duration urlsLast(Duration wanted) {
    return wanted.compareTo(MOST_URLS_LAST) < 0 ? wanted : MOST_URLS_LAST;
  }

  // One connection for each invocation and for each concurrent read of a result, so that no request
  // fails for lack of one.
  SdkAsyncHttpClient httpClient(int concurrency, Duration timeout) {
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
    Optional<String> endpoint =
        lambdaEndpoint == null ? EndpointUrl.ofLambda() : Optional.of(lambdaEndpoint.toString());
    return region + endpoint.map(url -> " at " + url).orElse("");
  }
}
