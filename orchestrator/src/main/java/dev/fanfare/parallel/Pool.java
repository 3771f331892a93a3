package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.SequentialBackend;
import dev.fanfare.backend.WorkerLimit;
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
   * Starts the workers, if there is need for any: no more than the first run has tasks for.
   *
   * @param tasks of that run, where their number is known
   */
  static Pool open(Settings settings, OptionalLong tasks) {
    BackendChoice choice = settings.choice();
    int workers = settings.workers();
    if (workers < 1) {
      throw new IllegalStateException(choice.backend().displayName() + " has no active worker.");
    }
    boolean alone = settings.alone();
    Backend backend = alone ? new SequentialBackend() : choice.backend();
    int wanted = backend.traits().onCallingThread() ? 1 : wanted(settings, workers, tasks);
    tellLimit(backend, settings.options().nJobs(), tasks);
    try {
      backend.open(workers, wanted, settings.store());
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
    String name = alone ? "sequential" : choice.name();
    return new Pool(backend, name, workers, sizer(backend, settings), settings.store());
  }

  /** How many batches will be under way at once, at the most. */
  private static int wanted(Settings settings, int workers, OptionalLong tasks) {
    long eager = settings.options().preDispatch().amount(workers).orElse(Long.MAX_VALUE);
    return (int) Math.max(1, Math.min(workers, Math.min(eager, tasks.orElse(Long.MAX_VALUE))));
  }

  private static void tellLimit(Backend backend, int nJobs, OptionalLong tasks) {
    int most = backend.traits().mostWorkers();
    if (nJobs > most && tasks.orElse(Long.MAX_VALUE) > most) {
      Console.STANDARD_ERROR.accept("nJobs = " + nJobs + " is above this machine's limit; using "
          + most + " workers. " + WorkerLimit.VARIABLE + " changes the limit.");
    }
  }

  /** Workers that have something to do in a run of so many tasks. */
  int workersFor(OptionalLong tasks) {
    return (int) Math.max(1, Math.min(workers, tasks.orElse(workers)));
  }

  /** The same workers for a call that knows nothing of the calls before. */
  Pool renewed(Settings settings) {
    return new Pool(backend, name, workers, sizer(backend, settings), store);
  }

  private static BatchSizer sizer(Backend backend, Settings settings) {
    BatchSizer auto = backend.traits().sizesBatches() ? autoSizer(settings) : FixedBatchSizer.ONE;
    return BatchSizer.of(settings.options().batchSize(), auto);
  }

  private static BatchSizer autoSizer(Settings settings) {
    ProgressLines lines = new ProgressLines(
        settings.options().verbose(), settings.options().nJobs(), OptionalLong.empty());
    return new AutoBatchSizer(notice -> lines.batchSizing(notice).ifPresent(Console.of(lines)));
  }

  /** Whether tasks run one after another on the calling thread. */
  boolean sequential() {
    return backend.traits().onCallingThread();
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
