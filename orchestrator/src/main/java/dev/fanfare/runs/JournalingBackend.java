package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchLostException;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Traits;
import dev.fanfare.store.Await;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A backend that leaves no record of its own: each outcome is written down before it is handed on.
 *
 * @param backend is open
 * @param failed is told if one cannot be written; the batch counts as lost then
 * @param broken whether a stop has interrupted the thread that runs the tasks: what they make of that,
 *     a value or an error, is no outcome
 */
record JournalingBackend(
    Backend backend, RunRecord run, Consumer<RuntimeException> failed, BooleanSupplier broken)
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

  // What is handed on is what was written: a result that cannot be has failed its task.
  private CompletableFuture<BatchResult> record(BatchResult result, Batch batch) {
    if (broken.getAsBoolean()) {
      return CompletableFuture.failedFuture(
          new BatchLostException(BatchLostException.Reason.ABORTED, "the run was stopped", null));
    }
    Codec.Encoded encoded = Codec.encode(result.outcome(), batch.returnTypes());
    return run.record(encoded)
        .handle((written, error) -> recorded(result.with(encoded.outcome()), error));
  }

  private BatchResult recorded(BatchResult result, @Nullable Throwable error) {
    if (error == null) {
      return result;
    }
    Throwable cause = Await.cause(error);
    RuntimeException known = cause instanceof RuntimeException unchecked
        ? unchecked
        : new StoreException("an outcome cannot be recorded: " + cause, cause);
    failed.accept(known);
    throw known;
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
