package dev.fanfare.backend;

import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.store.Connections;
import dev.fanfare.store.S3Access;
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
 * Where a cloud is, and who calls it. Its text has no credentials.
 *
 * @param lambdaEndpoint null: what the SDK finds, which is AWS's own if nothing else is said
 * @param s3Endpoint likewise
 * @param functionEndpoint what functions call S3 by; null: as {@code s3Endpoint}
 */
record CloudAccess(
    @Nullable URI lambdaEndpoint,
    @Nullable URI s3Endpoint,
    @Nullable URI functionEndpoint,
    String region,
    AwsCredentialsProvider credentials) {

  private static final Duration GRACE = Duration.ofSeconds(10);

  /** For what lies between a signature and the end of an invocation: a large input, a cold start, another clock. */
  private static final Duration URL_GRACE = Duration.ofMinutes(5);

  /** A signature of version 4 is good for no longer. */
  private static final Duration MOST_URLS_LAST = Duration.ofDays(7);

  /** The way to an embedded cloud. */
  static CloudAccess of(EmbeddedCloud cloud) {
    return new CloudAccess(
        cloud.lambdaEndpoint(),
        cloud.s3Endpoint(),
        null,
        cloud.region(),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())));
  }

  /** The way that the SDK's own chains find: environment, profile, the machine's role. */
  static CloudAccess standard(LambdaTarget target) {
    return new CloudAccess(
        target.endpoint(),
        target.endpoint(),
        target.functionEndpoint(),
        DefaultAwsRegionProviderChain.builder().build().getRegion().id(),
        DefaultCredentialsProvider.builder().build());
  }

  /** The same with what the function itself calls AWS by, where nobody has said otherwise. */
  CloudAccess seenBy(LambdaFunction function) {
    URI own = functionEndpoint == null ? function.ownEndpoint() : functionEndpoint;
    return new CloudAccess(lambdaEndpoint, s3Endpoint, own, region, credentials);
  }

  /**
   * Makes the clients; no call is made yet.
   *
   * @param prefix of all keys in the bucket
   * @param concurrency invocations that may be under way at once
   * @param timeout the function's time limit; the client waits a little longer
   * @param event whether Lambda queues the invocations
   * @param cancellable whether functions have to look by themselves whether their run is stopped
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
    Duration wanted = event ? ResultWatch.patience(timeout) : timeout.plus(URL_GRACE);
    Duration urlsLast = wanted.compareTo(MOST_URLS_LAST) < 0 ? wanted : MOST_URLS_LAST;
    S3Store objects = S3Store.connect(
        http,
        new S3Access(s3Endpoint, functionEndpoint, region, credentials, bucket, prefix, urlsLast));
    RunStore store = new RunStore(objects, objects, cancellable);
    // Netty's event loops stay quiet for two seconds before they end; nobody waits for that.
    Runnable close =
        () -> DaemonThreads.named("fanfare-close").newThread(http::close).start();
    ResultWatch watch = event ? new ResultWatch(objects, timeout, Timeline.REAL) : null;
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

  // A connection for each invocation and for each result that is read meanwhile; none is ever
  // refused for want of one.
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
