package dev.fanfare.backend;

import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.store.RunStore;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.worker.DaemonThreads;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * Runs each batch in one invocation of a Lambda function. The function puts the outcome into the store through a URL that travels
 * with the batch; its answer is a receipt. As many invocations are under way as there are workers.
 */
final class LambdaBackend implements AutoCloseable {

  private final LambdaAsyncClient lambda;
  private final RunStore store;
  private final String function;
  private final SdkAsyncHttpClient http;
  private final Gate<InvokeResponse> gate;
  private final Set<CompletableFuture<BatchResult>> unfinished = ConcurrentHashMap.newKeySet();

  /**
   * A backend that owns its clients and its store.
   *
   * @param lambda must not retry by itself: a silent retry runs the tasks twice
   * @param concurrency how many invocations may be under way at once
   */
  LambdaBackend(
      LambdaAsyncClient lambda,
      RunStore store,
      String function,
      int concurrency,
      SdkAsyncHttpClient http) {
    this.lambda = lambda;
    this.store = store;
    this.function = function;
    this.http = http;
    this.gate = new Gate<>(concurrency);
  }

  /** A client that never retries by itself, and waits for an answer longer than the function may run. */
  static LambdaAsyncClient client(CloudAccess access, SdkAsyncHttpClient http) {
    return LambdaAsyncClient.builder()
        .httpClient(http)
        .endpointOverride(access.lambdaEndpoint())
        .region(Region.of(access.region()))
        .credentialsProvider(access.credentials())
        .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  /** Runs the batch in an invocation, as soon as one may start. */
  CompletableFuture<BatchResult> submit(Batch batch) {
    InvokeRequest request = request(batch);
    CompletableFuture<BatchResult> result = new CompletableFuture<>();
    unfinished.add(result);
    gate.pass(() -> invoke(request, /* throttled= */ 0, result))
        .handle((response, error) -> answered(batch, response, error))
        .thenCompose(settled -> settled)
        .whenComplete((settled, error) -> settle(result, settled, error));
    return result;
  }

  /** Invokes, and again after a while for as long as Lambda throttles: that slows a run down and never fails it. */
  private CompletableFuture<InvokeResponse> invoke(
      InvokeRequest request, int throttled, CompletableFuture<?> wanted) {
    return lambda
        .invoke(request)
        .handle((response, error) -> {
          Throwable cause = error instanceof CompletionException ? error.getCause() : error;
          if (!(cause instanceof TooManyRequestsException) || wanted.isDone()) {
            return response == null
                ? CompletableFuture.<InvokeResponse>failedFuture(error)
                : CompletableFuture.completedFuture(response);
          }
          long delayMillis =
              Backoff.delayMillis(throttled, ThreadLocalRandom.current().nextDouble());
          return CompletableFuture.supplyAsync(
                  () -> invoke(request, throttled + 1, wanted),
                  CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS))
              .thenCompose(again -> again);
        })
        .thenCompose(settled -> settled);
  }

  private InvokeRequest request(Batch batch) {
    byte[] payload = Codec.write(new Invocation(batch, store.resultUrl(batch)));
    return InvokeRequest.builder()
        .functionName(function)
        .logType(LogType.TAIL)
        .payload(SdkBytes.fromByteArrayUnsafe(payload))
        .build();
  }

  private CompletableFuture<BatchResult> answered(
      Batch batch, @Nullable InvokeResponse response, @Nullable Throwable error) {
    if (response == null) {
      return CompletableFuture.failedFuture(serviceError(error));
    }
    ReportLine report = reportLine(response);
    CompletableFuture<BatchResult> stored =
        store.outcome(batch).thenApply(outcome -> new BatchResult(outcome, report));
    if (response.functionError() == null) {
      return stored;
    }
    // A worker that ended may have stored its outcome before; what is written is not computed
    // again.
    FunctionError failed = FunctionError.of(response.payload().asUtf8String());
    BatchLostException lost = failed.loss(batch);
    return stored
        .handle((result, missing) -> missing == null
            ? CompletableFuture.completedFuture(result)
            : CompletableFuture.<BatchResult>failedFuture(lost))
        .thenCompose(found -> found);
  }

  private void settle(
      CompletableFuture<BatchResult> result,
      @Nullable BatchResult settled,
      @Nullable Throwable error) {
    unfinished.remove(result);
    if (error == null) {
      result.complete(settled);
    } else {
      Throwable cause = error instanceof CompletionException ? error.getCause() : error;
      result.completeExceptionally(
          cause instanceof BatchLostException ? cause : serviceError(cause));
    }
  }

  private static BatchLostException serviceError(@Nullable Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    String message = cause instanceof SdkException sdk ? sdk.getMessage() : String.valueOf(cause);
    return new BatchLostException(Reason.SERVICE, "the invocation failed: " + message, cause);
  }

  private static @Nullable ReportLine reportLine(InvokeResponse response) {
    if (response.logResult() == null) {
      return null;
    }
    String log =
        new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
    return ReportLine.find(log).orElse(null);
  }

  /** Drops what waits; every unfinished batch is lost. */
  void abort() {
    gate.drop();
    List.copyOf(unfinished)
        .forEach(result -> result.completeExceptionally(
            new BatchLostException(Reason.ABORTED, "the run was stopped", null)));
  }

  /** Whether no invocation is under way. */
  boolean idle() {
    return gate.idle();
  }

  @Override
  public void close() {
    abort();
    lambda.close();
    store.close();
    // Netty's event loops stay quiet for two seconds before they end; nobody needs to wait for
    // that.
    DaemonThreads.named("fanfare-close").newThread(http::close).start();
  }
}
