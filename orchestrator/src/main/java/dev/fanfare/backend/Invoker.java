package dev.fanfare.backend;

import dev.fanfare.StoreException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.report.Charge;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.Task;
import dev.fanfare.worker.JvmEnd;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/**
 * Runs each batch in one invocation of a Lambda function, or of any of several with the same code. The
 * function uploads the outcome to the store through a URL that comes with the batch; its answer is
 * only a receipt. An outcome in the store counts even if the answer is lost. There are as many
 * concurrent invocations as workers, and fewer while Lambda throttles.
 */
final class Invoker implements AutoCloseable {

  /** The number of attempts to read a result. */
  private static final int MOST_READS = 8;

  private static final int CANCEL_SECONDS = 5;

  private final LambdaAsyncClient lambda;
  private final RunStore store;
  private final List<InvokedFunction> functions;
  private final Duration functionTimeout;
  private final @Nullable ResultWatch watch;
  private final Timeline timeline;
  private volatile boolean closed;
  private final Runnable onClose;
  private final Gate<InvokeResponse> gate;
  private final Map<CompletableFuture<BatchResult>, Batch> unfinished = new ConcurrentHashMap<>();

  /**
   * Creates an invoker that owns its client and store.
   *
   * @param lambda a client without retries, because a silent retry would run the tasks twice
   * @param functions at least one
   * @param functionTimeout their time limit
   * @param watch polls for results of queued invocations; null for synchronous ones
   * @param onClose runs after the client and the store are closed
   */
  Invoker(
      LambdaAsyncClient lambda,
      RunStore store,
      List<InvokedFunction> functions,
      Duration functionTimeout,
      @Nullable ResultWatch watch,
      Timeline timeline,
      Runnable onClose) {
    this.lambda = lambda;
    this.store = store;
    this.functions = List.copyOf(functions);
    this.functionTimeout = functionTimeout;
    this.watch = watch;
    this.timeline = timeline;
    this.onClose = onClose;
    this.gate = new Gate<>(functions.stream().map(InvokedFunction::width).toList(), timeline);
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
   * Invokes a function with the batch as soon as one has room, unless an earlier attempt has stored
   * an outcome.
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

  /**
   * Asks one of the functions, which have the same code; nothing runs in it. Waits while Lambda
   * throttles. Fails if there is no answer after a few tries, or Lambda refuses.
   */
  CompletableFuture<Pong> ask(Ping ping) {
    return new Question(lambda, ping).through(gate, functions, timeline);
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
    AtomicInteger number = new AtomicInteger();
    return gate.pass(
            chosen -> {
              number.set(chosen);
              return invoke(functions.get(chosen), batch, wanted);
            },
            throttledNanos::addAndGet)
        .handle((response, error) -> answered(functions.get(number.get()), batch, response, error))
        .thenCompose(settled -> settled)
        .thenApply(result -> result.throttled(throttledNanos.get()));
  }

  // Sign the URL now, not when the batch was queued, because it expires.
  private CompletableFuture<InvokeResponse> invoke(
      InvokedFunction function, Batch batch, CompletableFuture<?> wanted) {
    if (wanted.isDone()) {
      return CompletableFuture.failedFuture(new CancellationException());
    }
    int mostBytes = watch == null ? RunStore.SYNCHRONOUS_BYTES : RunStore.QUEUED_BYTES;
    return store
        .payload(batch, mostBytes)
        .thenCompose(payload -> wanted.isDone()
            ? CompletableFuture.<InvokeResponse>failedFuture(new CancellationException())
            : lambda.invoke(request(function, payload)))
        .thenCompose(response -> watch == null
            ? CompletableFuture.completedFuture(response)
            : watch.result(batch).thenApply(there -> response))
        .exceptionally(error -> {
          Throwable cause = Await.cause(error);
          if (isInterrupt(cause)) {
            throw new CancellationException();
          }
          throw Question.unanswered(cause);
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

  private InvokeRequest request(InvokedFunction function, byte[] payload) {
    return InvokeRequest.builder()
        .functionName(function.name())
        .invocationType(watch == null ? InvocationType.REQUEST_RESPONSE : InvocationType.EVENT)
        .logType(watch == null ? LogType.TAIL : LogType.NONE)
        .payload(SdkBytes.fromByteArrayUnsafe(payload))
        .build();
  }

  private CompletableFuture<BatchResult> answered(
      InvokedFunction function,
      Batch batch,
      @Nullable InvokeResponse response,
      @Nullable Throwable error) {
    Throwable cause = Await.cause(error);
    boolean unsent = cause instanceof FanfareException && !(cause instanceof BatchLostException);
    if (cause instanceof CancellationException || unsent) {
      // The request was never sent.
      return CompletableFuture.failedFuture(error);
    }
    // A worker that ended or could not be reached may have stored its outcome before.
    InvocationLog log = InvocationLog.of(response == null ? null : response.logResult());
    BatchLostException lost = LostInvocation.of(batch, response, error, log, functionTimeout);
    ReportLine report = log.report().orElse(null);
    long answeredNanos = timeline.nanos();
    Charge charge = LostInvocation.wasRefused(cause) ? Charge.NONE : Charge.of(report);
    return stored(batch, 0).handle((outcome, missing) -> {
      if (missing != null) {
        BatchLostException why =
            lost == null ? LostInvocation.unreadable(Await.cause(missing)) : lost;
        throw counted(function, batch, why, response, log).charged(charge);
      }
      function.deaths().survived(batch.runId());
      if (outcome.tasks().isEmpty()) {
        // It ran until its time limit, and no task had ended by then.
        throw FunctionError.timedOut(functionTimeout).charged(charge);
      }
      return new BatchResult(outcome, report, 0, timeline.nanos() - answeredNanos);
    });
  }

  // If no worker survives, retries would cost many workers and blame their tasks. An answer without
  // a result counts, too: what answered may be no function at all.
  private BatchLostException counted(
      InvokedFunction function,
      Batch batch,
      BatchLostException lost,
      @Nullable InvokeResponse response,
      InvocationLog log) {
    boolean silent = lost.getCause() instanceof NoSuchObjectException && response != null;
    boolean death = lost.reason() == Reason.WORKER_TERMINATED || log.failedToStart();
    if (!(death || silent) || !function.deaths().died(batch.runId())) {
      return lost;
    }
    int deaths = function.deaths().deaths();
    return new BatchLostException(
        Reason.NO_WORKER_LIVES,
        silent
            ? deaths + " invocations" + of(function)
                + " ended without a result, and none with one. The last answer: "
                + LostInvocation.firstWords(response)
            : deaths + " workers" + of(function)
                + " ended before any of them completed a batch. The last one: "
                + lost.getMessage() + log.lastOutput(),
        lost);
  }

  private String of(InvokedFunction function) {
    return functions.size() == 1 ? "" : " of function " + function.name();
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
              ? timeline.retry(readsBefore, () -> stored(batch, readsBefore + 1))
              : CompletableFuture.<BatchOutcome>failedFuture(cause);
        })
        .thenCompose(settled -> settled);
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
      result.completeExceptionally(new BatchLostException(
              LostInvocation.ofStore(cause), String.valueOf(cause.getMessage()), cause)
          .charged(Charge.NONE));
    } else {
      // Errors about what cannot be sent, such as a lambda without a name, go to the caller
      // unchanged.
      result.completeExceptionally(
          cause instanceof FanfareException ? cause : LostInvocation.ofService(cause));
    }
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

  /** Whether batches wait because Lambda throttles. */
  boolean isThrottled() {
    return gate.isThrottled();
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
