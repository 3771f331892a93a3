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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Started workers, and statistics of their batches. Shared by the calls of a {@link Parallel}.
 *
 * @param backend an open backend
 * @param name the backend's name
 * @param sizer decides batch sizes, based on the batches of previous calls
 * @param store the store that the backend was opened for; null for none
 * @param accountedCpuNanos CPU time of the worker processes that earlier runs have reported
 */
record Pool(
    Backend backend,
    String name,
    int workers,
    BatchSizer sizer,
    @Nullable StoreLocation store,
    AtomicLong accountedCpuNanos)
    implements AutoCloseable {

  /**
   * Starts the workers, if any are needed, and no more than the first run has tasks.
   *
   * @param tasks number of tasks of that run, if known
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
      backend.warnings(settings.options().timeout()).forEach(Console.STANDARD_ERROR);
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
    String name = alone ? "sequential" : choice.name();
    return new Pool(
        backend, name, workers, sizer(backend, settings), settings.store(), new AtomicLong());
  }

  /** The maximum number of concurrent batches. */
  private static int wanted(Settings settings, int workers, OptionalLong tasks) {
    long eager = settings.options().preDispatch().amount(workers).orElse(Long.MAX_VALUE);
    return (int) Math.max(1, Math.min(workers, Math.min(eager, tasks.orElse(Long.MAX_VALUE))));
  }

  private static void tellLimit(Backend backend, int nJobs, OptionalLong tasks) {
    int most = backend.traits().mostWorkers();
    if (nJobs > most && tasks.orElse(Long.MAX_VALUE) > most) {
      Console.STANDARD_ERROR.accept("nJobs = " + nJobs + " is above this machine's limit; using "
          + most + (most == 1 ? " worker. " : " workers. ") + WorkerLimit.VARIABLE
          + " changes the limit.");
    }
  }

  /** The number of workers that a run of that many tasks can use. */
  int workersFor(OptionalLong tasks) {
    return (int) Math.max(1, Math.min(workers, tasks.orElse(workers)));
  }

  /** The same workers without the statistics of previous calls. */
  Pool renewed(Settings settings) {
    return new Pool(backend, name, workers, sizer(backend, settings), store, accountedCpuNanos);
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

  /**
   * Whether the backend stores outcomes in the run's folder at that location before it returns
   * them.
   */
  boolean keepsResults(StoreLocation location) {
    return location.equals(store) && backend.keepsResults(location);
  }

  /** CPU time of the worker processes since the last run's report, in nanoseconds; 0 if it is not known. */
  long workerCpuNanos() {
    return Math.max(0, backend.workerCpuNanos() - accountedCpuNanos.get());
  }

  /** A run has reported the CPU time until now. */
  void accountForCpu() {
    accountedCpuNanos.set(backend.workerCpuNanos());
  }

  @Override
  public void close() {
    backend.close();
  }
}
