package dev.fanfare.backend;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.worker.Worker;
import java.util.concurrent.CompletableFuture;

/**
 * Runs tasks one after another on the submitting thread: for tests, for debugging, and for
 * {@code nJobs = 1}.
 */
public final class SequentialBackend implements Backend {

  /**
   * The limit for nested calls on one thread, below a stack overflow, which can leave classes
   * unusable.
   */
  private static final int DEEPEST = 64;

  private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

  private final Worker worker = Worker.onBorrowedThread();

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.CALLING_THREAD);
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
    int depth = DEPTH.get();
    if (depth >= DEEPEST) {
      throw new FanfareException("calls of Parallel are nested more than " + DEEPEST
          + " levels deep; does a kernel call itself endlessly?");
    }
    DEPTH.set(depth + 1);
    try {
      return run(batch);
    } finally {
      DEPTH.set(depth);
    }
  }

  private CompletableFuture<BatchResult> run(Batch batch) {
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
