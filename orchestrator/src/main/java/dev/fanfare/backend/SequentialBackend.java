package dev.fanfare.backend;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.worker.Worker;
import java.util.concurrent.CompletableFuture;

/** Runs every task on the thread that submits it, one after another: for tests, for debugging, and for {@code nJobs = 1}. */
public final class SequentialBackend implements Backend {

  private final Worker worker = new Worker(1);

  @Override
  public boolean sharesMemory() {
    return true;
  }

  @Override
  public int workersFor(int nJobs) {
    CpuCount.workersFor(nJobs);
    return 1;
  }

  @Override
  public void open(int workers) {}

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    try {
      BatchOutcome outcome = worker.run(batch);
      return CompletableFuture.completedFuture(new BatchResult(outcome, null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(new BatchLostException(
          BatchLostException.Reason.ABORTED, "interrupted while the batch ran", e));
    }
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}
}
