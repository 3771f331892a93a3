package dev.fanfare.dispatch;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Traits;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;

/** A backend that does with each batch what a script says; its values are the tasks' indices. */
class ScriptedBackend implements Backend {

  static final WorkerInfo WORKER = new WorkerInfo("scripted", 1, 1, 1);

  final List<Batch> submitted = new ArrayList<>();
  final AtomicInteger aborts = new AtomicInteger();

  private final List<CompletableFuture<BatchResult>> results = new ArrayList<>();
  private final BiConsumer<Batch, CompletableFuture<BatchResult>> script;

  /** Called by the coordinator for each batch that is submitted. */
  ScriptedBackend(BiConsumer<Batch, CompletableFuture<BatchResult>> script) {
    this.script = script;
  }

  /** What a worker answers that has done those tasks of the batch. */
  static BatchResult done(Batch batch, LongPredicate which) {
    return result(batch, which, index -> false);
  }

  /** What a worker answers that has done all tasks, of which those failed. */
  static BatchResult failed(Batch batch, LongPredicate which) {
    return result(batch, index -> true, which);
  }

  private static BatchResult result(Batch batch, LongPredicate done, LongPredicate failed) {
    List<TaskOutcome> outcomes = batch.tasks().stream()
        .map(Task::index)
        .filter(done::test)
        .map(index -> failed.test(index)
            ? TaskOutcome.failed(
                index, TaskError.of(new IllegalStateException("scripted")), Timing.NONE)
            : TaskOutcome.of(index, index, Timing.NONE))
        .toList();
    return new BatchResult(
        new BatchOutcome(batch.runId(), batch.number(), batch.attempt(), WORKER, outcomes), null);
  }

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.THREADS);
  }

  @Override
  public void open(int workers) {}

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    submitted.add(batch);
    CompletableFuture<BatchResult> result = new CompletableFuture<>();
    results.add(result);
    script.accept(batch, result);
    return result;
  }

  @Override
  public void abort() {
    aborts.incrementAndGet();
    results.forEach(result -> result.completeExceptionally(new IllegalStateException("aborted")));
  }

  @Override
  public void close() {}
}
