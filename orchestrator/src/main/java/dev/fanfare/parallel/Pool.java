package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.SequentialBackend;
import dev.fanfare.dispatch.AutoBatchSizer;
import dev.fanfare.dispatch.BatchSizer;
import dev.fanfare.dispatch.FixedBatchSizer;
import dev.fanfare.report.ProgressLines;
import dev.fanfare.store.StoreLocation;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Workers that are ready, and what is known of how long their batches take. Kept over the calls of a
 * {@link Parallel}.
 *
 * @param backend is open
 * @param name the backend's name
 * @param sizer decides on batch sizes; has seen the batches of the calls before
 * @param store what the backend was opened for; null: for no store
 */
record Pool(
    Backend backend,
    String name,
    int workers,
    BatchSizer sizer,
    @Nullable StoreLocation store) implements AutoCloseable {

  /**
   * Starts the workers, if there is need for any.
   */
  static Pool open(Settings settings) {
    BackendChoice choice = settings.choice();
    int workers = settings.workers();
    if (workers < 1) {
      throw new IllegalStateException(choice.backend().displayName() + " has no active worker.");
    }
    boolean alone = settings.alone();
    Backend backend = alone ? new SequentialBackend() : choice.backend();
    try {
      backend.open(workers, settings.store());
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
    String name = alone ? "sequential" : choice.name();
    return new Pool(backend, name, workers, sizer(backend, settings), settings.store());
  }

  /** The same workers for a call that knows nothing of the calls before. */
  Pool renewed(Settings settings) {
    return new Pool(backend, name, workers, sizer(backend, settings), store);
  }

  private static BatchSizer sizer(Backend backend, Settings settings) {
    BatchSizer auto = backend.sizesBatches() ? autoSizer(settings) : FixedBatchSizer.ONE;
    return settings.batchSize().sizer(auto);
  }

  private static BatchSizer autoSizer(Settings settings) {
    ProgressLines lines =
        new ProgressLines(settings.verbose(), settings.nJobs(), OptionalLong.empty());
    return new AutoBatchSizer(notice -> lines.batchSizing(notice).ifPresent(Console.of(lines)));
  }

  /** Whether tasks run one after another on the calling thread. */
  boolean sequential() {
    return backend instanceof SequentialBackend;
  }

  /** Whether outcomes are in their runs' folders there when the backend has returned them. */
  boolean keepsResults(StoreLocation location) {
    return location.equals(store) && backend.keepsResults(location);
  }

  @Override
  public void close() {
    backend.close();
  }
}
