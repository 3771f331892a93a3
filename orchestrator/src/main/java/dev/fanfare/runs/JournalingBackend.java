package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchLostException;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Traits;
import dev.fanfare.store.Await;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a backend that stores nothing, and records each outcome before passing it on.
 *
 * @param backend an open backend
 * @param log where outcomes are written
 * @param failed called if an outcome cannot be written; its batch then counts as lost
 * @param broken whether a stop interrupted the thread that runs the tasks; their values and errors
 *     are then not outcomes
 */
record JournalingBackend(
    Backend backend, SessionLog log, Consumer<RuntimeException> failed, BooleanSupplier broken)
    implements Backend {

  @Override
  public Traits traits() {
    return backend.traits();
  }

  @Override
  public void open(int workers) {
    backend.open(workers);
  }

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    return backend.submit(batch).thenCompose(result -> record(result, batch));
  }

  // Passes on what was written: a result that cannot be recorded fails its task.
  private CompletableFuture<BatchResult> record(BatchResult result, Batch batch) {
    if (broken.getAsBoolean()) {
      return CompletableFuture.failedFuture(
          new BatchLostException(BatchLostException.Reason.ABORTED, "the run was stopped", null));
    }
    Codec.Encoded encoded = Codec.encode(result.outcome(), batch.returnTypes());
    return log.append(encoded.json())
        .handle((written, error) -> recorded(result.with(encoded.outcome()), error));
  }

  private BatchResult recorded(BatchResult result, @Nullable Throwable error) {
    if (error == null) {
      return result;
    }
    Throwable cause = Await.cause(error);
    RuntimeException known = cause instanceof RuntimeException unchecked
        ? unchecked
        : new StoreException("cannot record an outcome: " + cause, cause);
    failed.accept(known);
    throw known;
  }

  @Override
  public Optional<String> waitReason() {
    return backend.waitReason();
  }

  @Override
  public long workerCpuNanos() {
    return backend.workerCpuNanos();
  }

  @Override
  public void abort() {
    backend.abort();
  }

  @Override
  public void close() {
    backend.close();
  }
}
