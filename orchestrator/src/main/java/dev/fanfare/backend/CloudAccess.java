package dev.fanfare.backend;

import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.store.RunStore;
import dev.fanfare.store.S3Access;
import dev.fanfare.store.S3Store;
import dev.fanfare.worker.DaemonThreads;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/**
 * Where a cloud is, and who calls it.
 *
 * @param concurrency invocations that may be under way at once
 * @param functionTimeout the function's time limit; the client waits a little longer
 */
record CloudAccess(
    URI lambdaEndpoint,
    URI s3Endpoint,
    String region,
    AwsCredentialsProvider credentials,
    String function,
    String bucket,
    int concurrency,
    Duration functionTimeout) {

  private static final Duration GRACE = Duration.ofSeconds(10);

  /** The way to an embedded cloud. */
  static CloudAccess of(EmbeddedCloud cloud, Duration functionTimeout, int concurrency) {
    return new CloudAccess(
        cloud.lambdaEndpoint(),
        cloud.s3Endpoint(),
        cloud.region(),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())),
        cloud.functionName(),
        cloud.bucket(),
        concurrency,
        functionTimeout);
  }

  /** Makes the clients; no call is made yet. */
  LambdaBackend connect() {
    SdkAsyncHttpClient http = httpClient();
    S3Store objects = S3Store.connect(
        http,
        new S3Access(
            s3Endpoint, null, region, credentials, bucket, "", functionTimeout.plus(GRACE)));
    RunStore store = new RunStore(objects, objects);
    // Netty's event loops stay quiet for two seconds before they end; nobody needs to wait for
    // that.
    Runnable close =
        () -> DaemonThreads.named("fanfare-close").newThread(http::close).start();
    return new LambdaBackend(
        LambdaBackend.client(this, http),
        store,
        function,
        concurrency,
        functionTimeout,
        Timeline.REAL,
        close);
  }

  // A connection for each invocation and for each result that is read meanwhile; none is ever
  // refused for want of one.
  private SdkAsyncHttpClient httpClient() {
    return NettyNioAsyncHttpClient.builder()
        .maxConcurrency(2 * concurrency + 16)
        .maxPendingConnectionAcquires(Integer.MAX_VALUE)
        .connectionAcquisitionTimeout(functionTimeout.plus(GRACE))
        .readTimeout(functionTimeout.plus(GRACE))
        .tcpKeepAlive(true)
        .build();
  }
}
