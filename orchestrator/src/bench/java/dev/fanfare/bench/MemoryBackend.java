package dev.fanfare.bench;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Traits;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.util.concurrent.CompletableFuture;

/** Answers each batch at once, without running its tasks: the value of a task is its index. */
final class MemoryBackend implements Backend {

  private static final WorkerInfo WORKER = new WorkerInfo("memory", 1, 1, 2);

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.THREADS);
  }

  @Override
  public void open(int workers) {}

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    BatchOutcome outcome = new BatchOutcome(
        batch.runId(),
        batch.number(),
        batch.attempt(),
        WORKER,
        batch.tasks().stream()
            .map(task -> TaskOutcome.of(task.index(), task.index(), Timing.NONE).of(task))
            .toList());
    return CompletableFuture.completedFuture(new BatchResult(outcome, null));
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}
}
