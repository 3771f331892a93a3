package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.SequentialBackend;
import dev.fanfare.backend.Traits;
import dev.fanfare.wire.Batch;
import java.util.concurrent.CompletableFuture;

/** Has run a batch when it has taken it, and says that it has as many workers as it is asked for. */
final class InlineBackend implements Backend {

  private final SequentialBackend caller = new SequentialBackend();

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.THREADS);
  }

  @Override
  public void open(int workers) {}

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    return caller.submit(batch);
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}
}
