package dev.fanfare.schedule;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.ProcessBackend;
import dev.fanfare.backend.Traits;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.runs.Runs;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Real workers that take some batches; what comes then waits for ever, kills who sends it once the others are done, or cancels the run. */
final class ShortLived implements Backend {

  /** What a batch too many does. */
  enum Then {
    WAITS,
    KILLS,
    CANCELS
  }

  /** The end of a process. */
  @SuppressWarnings("serial")
  static final class Killed extends Error {}

  private final ProcessBackend workers = new ProcessBackend();
  private final Path store;
  private final int batches;
  private final Then then;
  private final List<CompletableFuture<BatchResult>> taken = new ArrayList<>();

  /** Two workers that have run something already: what a slice's time is then for is its tasks. */
  ShortLived(Path store, int batches, Then then) {
    this.store = store;
    this.batches = batches;
    this.then = then;
    workers.open(2, 2, new StoreLocation.Folder(store));
    List<Task> task = List.of(new Task(0, Delayed.delayed(SeedKernels::sum, 10L)));
    Stream.of(0, 1)
        .map(number -> workers.submit(new Batch("warm-up", number, 1, task)))
        .toList()
        .forEach(CompletableFuture::join);
  }

  @Override
  public Traits traits() {
    return Traits.of(Traits.Workers.PROCESSES);
  }

  @Override
  public void open(int count) {}

  @Override
  public boolean keepsResults(StoreLocation store) {
    return workers.keepsResults(store);
  }

  @Override
  public CompletableFuture<BatchResult> submit(Batch batch) {
    if (taken.size() < batches) {
      CompletableFuture<BatchResult> result = workers.submit(batch);
      taken.add(result);
      return result;
    }
    if (then == Then.KILLS) {
      taken.forEach(CompletableFuture::join);
      throw new Killed();
    }
    if (then == Then.CANCELS) {
      cancel(batch);
    }
    return new CompletableFuture<>();
  }

  private void cancel(Batch batch) {
    try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
      runs.find(batch.runId(), damaged -> {}).sessions().cancel(1);
    }
  }

  @Override
  public void abort() {
    workers.abort();
  }

  @Override
  public void close() {
    workers.close();
  }
}
