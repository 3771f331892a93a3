package dev.fanfare.backend;

import dev.fanfare.StoreException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.report.Charge;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.Refusal;
import dev.fanfare.store.SdkFailure;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.Task;
import dev.fanfare.worker.JvmEnd;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * Runs each batch in one invocation of a Lambda function. The function uploads the outcome to the
 * store through a URL that comes with the batch; its answer is only a receipt. An outcome in the
 * store counts even if the answer is lost. There are as many concurrent invocations as workers, and
 * fewer while Lambda throttles.
 */
final class Invoker implements AutoCloseable {

  /** The number of attempts to read a result. */
  private static final int MOST_READS = 8;

  private static final int CANCEL_SECONDS = 5;
  private static final int TOO_MANY_REQUESTS = 429;

  private final LambdaAsyncClient lambda;
  private final RunStore store;
  private final String function;
  private final Duration functionTimeout;
  private final @Nullable ResultWatch watch;
  private final Timeline timeline;
  private volatile boolean closed;
  private final Runnable onClose;
  private final Gate<InvokeResponse> gate;
  private final DeathToll deaths;
  private final Map<CompletableFuture<BatchResult>, Batch> unfinished = new ConcurrentHashMap<>();

  /**
   * Creates an invoker that owns its client and store.
   *
   * @param lambda a client without retries, because a silent retry would run the tasks twice
   * @param concurrency maximum number of invocations that run at once
   * @param queue how many more the function keeps at hand for its workers
   * @param functionTimeout the function's time limit
   * @param watch polls for results of asynchronous invocations; null for synchronous ones
   * @param onClose runs after the client and the store are closed
   */
  Invoker(
      LambdaAsyncClient lambda,
      RunStore store,
      String function,
      int concurrency,
      int queue,
      Duration functionTimeout,
      @Nullable ResultWatch watch,
      Timeline timeline,
      Runnable onClose) {
    this.lambda = lambda;
    this.store = store;
    this.function = function;
    this.functionTimeout = functionTimeout;
    this.watch = watch;
    this.timeline = timeline;
    this.onClose = onClose;
    this.gate = new Gate<>(concurrency + queue, timeline);
    this.deaths = new DeathToll(concurrency);
  }

  /** A client without retries that waits longer for an answer than the function may run. */
  static LambdaAsyncClient client(CloudAccess access, SdkAsyncHttpClient http) {
    return LambdaAsyncClient.builder()
        .httpClient(http)
        .endpointOverride(access.lambdaEndpoint())
        .region(Region.of(access.region()))
        .credentialsProvider(access.credentials())
        .overrideConfiguration(client -> client.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  /**
   * Invokes the function with the batch as soon as the window allows, unless an earlier attempt has
   * stored an outcome.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // It ends in settle, which completes the result.
  CompletableFuture<BatchResult> submit(Batch batch) {
    CompletableFuture<BatchResult> result = new CompletableFuture<>();
    unfinished.put(result, batch);
    earlier(batch)
        .thenCompose(found -> found == null
            ? invoked(batch, result)
            : CompletableFuture.completedFuture(new BatchResult(found, null)))
        .whenComplete((settled, error) -> settle(result, settled, error));
    return result;
  }

  /** Asks the function; nothing runs in it. Fails if it gives no answer to that, for whatever reason. */
  CompletableFuture<Pong> ask(Ping ping) {
    return ask(lambda, function, ping);
  }

  /** {@link #ask(Ping)} by another client. */
  static CompletableFuture<Pong> ask(LambdaAsyncClient lambda, String function, Ping ping) {
    return lambda
        .invoke(
            call -> call.functionName(function).payload(SdkBytes.fromByteArray(Codec.write(ping))))
        .thenApply(answer -> Codec.readPong(answer.payload().asInputStream()));
  }

  // The answer to the previous attempt may have been lost while its function continued.
  private CompletableFuture<@Nullable BatchOutcome> earlier(Batch batch) {
    return batch.attempt() == 1
        ? CompletableFuture.completedFuture(null)
        : store
            .outcome(batch.before())
            .handle((outcome, missing) ->
                !isInterrupt(missing) && missing == null && settles(outcome, batch)
                    ? outcome
                    : null);
  }

  private static boolean settles(BatchOutcome outcome, Batch batch) {
    Set<Long> wanted = batch.tasks().stream().map(Task::index).collect(Collectors.toSet());
    return outcome.tasks().stream().anyMatch(task -> wanted.contains(task.index()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The inner future is unwrapped.
  private CompletableFuture<BatchResult> invoked(Batch batch, CompletableFuture<?> wanted) {
    AtomicLong throttledNanos = new AtomicLong();
    return gate.pass(() -> invoke(batch, wanted), throttledNanos::addAndGet)
        .handle((response, error) -> answered(batch, response, error))
        .thenCompose(settled -> settled)
        .thenApply(result -> result.throttled(throttledNanos.get()));
  }

  // Sign the URL now, not when the batch was queued, because it expires.
  private CompletableFuture<InvokeResponse> invoke(Batch batch, CompletableFuture<?> wanted) {
    if (wanted.isDone()) {
      return CompletableFuture.failedFuture(new CancellationException());
    }
    int mostBytes = watch == null ? RunStore.SYNCHRONOUS_BYTES : RunStore.QUEUED_BYTES;
    return store
        .payload(batch, mostBytes)
        .thenCompose(payload -> wanted.isDone()
            ? CompletableFuture.<InvokeResponse>failedFuture(new CancellationException())
            : lambda.invoke(request(payload)))
        .thenCompose(response -> watch == null
            ? CompletableFuture.completedFuture(response)
            : watch.result(batch).thenApply(there -> response))
        .exceptionally(error -> {
          Throwable cause = Await.cause(error);
          if (isInterrupt(cause)) {
            throw new CancellationException();
          }
          throw isThrottled(cause) ? throttled(cause) : new CompletionException(cause);
        });
  }

  // The SDK sends nothing if the calling thread is interrupted, but the interrupt was meant for the
  // caller.
  private static boolean isInterrupt(@Nullable Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
    return false;
  }

  private InvokeRequest request(byte[] payload) {
    return InvokeRequest.builder()
        .functionName(function)
        .invocationType(watch == null ? InvocationType.REQUEST_RESPONSE : InvocationType.EVENT)
        .logType(watch == null ? LogType.TAIL : LogType.NONE)
        .payload(SdkBytes.fromByteArrayUnsafe(payload))
        .build();
  }

  // A proxy's answer has no type.
  private static boolean isThrottled(@Nullable Throwable cause) {
    return cause instanceof AwsServiceException answer && answer.statusCode() == TOO_MANY_REQUESTS;
  }

  private static ThrottledException throttled(@Nullable Throwable cause) {
    if (cause instanceof TooManyRequestsException refused) {
      String reason = refused.reasonAsString();
      return new ThrottledException(reason == null ? "" : reason, retryAfter(refused));
    }
    return new ThrottledException("", Duration.ZERO);
  }

  private static Duration retryAfter(TooManyRequestsException refused) {
    String seconds = refused.retryAfterSeconds();
    return seconds != null && seconds.matches("\\d{1,4}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  private CompletableFuture<BatchResult> answered(
      Batch batch, @Nullable InvokeResponse response, @Nullable Throwable error) {
    Throwable cause = Await.cause(error);
    boolean unsent = cause instanceof FanfareException && !(cause instanceof BatchLostException);
    if (cause instanceof CancellationException || unsent) {
      // The request was never sent.
      return CompletableFuture.failedFuture(error);
    }
    // A worker that ended or could not be reached may have stored its outcome before.
    InvocationLog log = InvocationLog.of(response == null ? null : response.logResult());
    BatchLostException lost = loss(batch, response, error, log);
    ReportLine report = log.report().orElse(null);
    long answeredNanos = timeline.nanos();
    Charge charge = wasRefused(cause) ? Charge.NONE : Charge.of(report);
    return stored(batch, 0).handle((outcome, missing) -> {
      if (missing != null) {
        throw (lost != null ? counted(batch, lost, log) : unreadable(Await.cause(missing)))
            .charged(charge);
      }
      deaths.survived(batch.runId());
      if (outcome.tasks().isEmpty()) {
        // It ran until its time limit, and no task had ended by then.
        throw FunctionError.timedOut(functionTimeout).charged(charge);
      }
      return new BatchResult(outcome, report, 0, timeline.nanos() - answeredNanos);
    });
  }

  // Whether Lambda answered that it did not accept the request; then no function has run.
  private static boolean wasRefused(@Nullable Throwable cause) {
    return cause instanceof AwsServiceException answer && answer.statusCode() < 500;
  }

  private @Nullable BatchLostException loss(
      Batch batch,
      @Nullable InvokeResponse response,
      @Nullable Throwable error,
      InvocationLog log) {
    if (response == null) {
      Throwable cause = Await.cause(error);
      return cause instanceof BatchLostException known ? known : serviceError(cause);
    }
    if (response.functionError() == null) {
      return null;
    }
    FunctionError failed = FunctionError.of(response.payload().asUtf8String());
    return log.failedToStart()
        ? new BatchLostException(
            Reason.SERVICE, "a worker did not start: " + failed.message(), null)
        : failed.loss(batch, functionTimeout);
  }

  // If no worker survives, retries would cost many workers and blame their tasks.
  private BatchLostException counted(Batch batch, BatchLostException lost, InvocationLog log) {
    boolean death = lost.reason() == Reason.WORKER_TERMINATED || log.failedToStart();
    if (!death || !deaths.died(batch.runId())) {
      return lost;
    }
    String words = log.lastWords();
    return new BatchLostException(
        Reason.NO_WORKER_LIVES,
        deaths.deaths() + " workers ended before any of them completed a batch. The last one: "
            + lost.getMessage()
            + (words.isEmpty() ? "; it printed nothing" : "; its last output:\n" + words),
        lost);
  }

  // Retry a failing store: a stored result must not be computed again.
  @SuppressWarnings("FutureReturnValueIgnored") // The inner future is unwrapped.
  private CompletableFuture<BatchOutcome> stored(Batch batch, int readsBefore) {
    if (closed) {
      // The batch was dropped, and the client that would read its result is closed.
      return CompletableFuture.failedFuture(new CancellationException());
    }
    return store
        .outcome(batch)
        .handle((outcome, error) -> {
          Throwable cause = Await.cause(error);
          if (cause == null) {
            return CompletableFuture.completedFuture(outcome);
          }
          boolean again = cause instanceof StoreException store
              && !store.refused()
              && !(cause instanceof NoSuchObjectException)
              && readsBefore + 1 < MOST_READS;
          return again
              ? later(readsBefore, () -> stored(batch, readsBefore + 1))
              : CompletableFuture.<BatchOutcome>failedFuture(cause);
        })
        .thenCompose(settled -> settled);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It completes the result.
  private <T> CompletableFuture<T> later(int before, Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    timeline.after(
        Timeline.BACKOFF.delay(before, timeline.jitter()),
        () -> call.get().whenComplete((value, error) -> {
          if (error == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(error);
          }
        }));
    return result;
  }

  private static BatchLostException unreadable(@Nullable Throwable why) {
    boolean known =
        why instanceof NoSuchObjectException || why instanceof MalformedMessageException;
    Reason reason = known ? Reason.RESULT_UNREADABLE : storeReason(why);
    String message = why == null ? "no reason" : String.valueOf(why.getMessage());
    return new BatchLostException(reason, "cannot read the result: " + message, why);
  }

  private static Reason storeReason(@Nullable Throwable why) {
    return why instanceof StoreException store && store.refused() ? Reason.REFUSED : Reason.STORE;
  }

  @SuppressWarnings("CollectionUndefinedEquality") // That very future.
  private void settle(
      CompletableFuture<BatchResult> result,
      @Nullable BatchResult settled,
      @Nullable Throwable error) {
    Throwable cause = Await.cause(error);
    if (cause != null && JvmEnd.hasBegun()) {
      // Its worker was killed with this process. Its tasks have not failed; stopping the run drops
      // it.
      return;
    }
    unfinished.remove(result);
    if (cause == null) {
      result.complete(settled);
    } else if (cause instanceof StoreException) {
      result.completeExceptionally(
          new BatchLostException(storeReason(cause), String.valueOf(cause.getMessage()), cause)
              .charged(Charge.NONE));
    } else {
      // Errors about what cannot be sent, such as a lambda without a name, go to the caller
      // unchanged.
      result.completeExceptionally(cause instanceof FanfareException ? cause : serviceError(cause));
    }
  }

  private static BatchLostException serviceError(@Nullable Throwable cause) {
    String message = cause == null ? "no answer" : String.valueOf(cause.getMessage());
    Reason reason = Reason.SERVICE;
    if (cause instanceof AwsServiceException answer) {
      message = SdkFailure.answer(answer);
      reason = Refusal.isFinal(answer) ? Reason.REFUSED : Reason.SERVICE;
    }
    return new BatchLostException(reason, "the invocation failed: " + message, cause);
  }

  /** Drops what waits; every unfinished batch is lost. */
  void abort() {
    gate.drop();
    if (watch != null) {
      watch.drop();
    }
    Map<CompletableFuture<BatchResult>, Batch> dropped = Map.copyOf(unfinished);
    cancel(dropped.values());
    dropped
        .keySet()
        .forEach(result -> result.completeExceptionally(
            new BatchLostException(Reason.ABORTED, "the run was stopped", null)));
  }

  // Wait, because the process may be about to end, but not for a store that does not answer.
  private void cancel(Collection<Batch> batches) {
    batches.stream()
        .collect(Collectors.toMap(Batch::runId, batch -> batch, (one, other) -> one))
        .values()
        .forEach(batch -> store
            .cancel(batch)
            .orTimeout(CANCEL_SECONDS, TimeUnit.SECONDS)
            .handle((told, error) -> null)
            .join());
  }

  /** The number of batches that have no outcome yet. */
  int load() {
    return unfinished.size();
  }

  /** Whether no invocation is running. */
  boolean idle() {
    return gate.idle();
  }

  @Override
  public void close() {
    closed = true;
    abort();
    lambda.close();
    store.close();
    onClose.run();
  }
}
