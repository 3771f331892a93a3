package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.backend.SequentialBackend;
import dev.fanfare.dispatch.AutoBatchSizer;
import dev.fanfare.dispatch.BatchSizer;
import dev.fanfare.dispatch.FixedBatchSizer;
import java.util.function.Consumer;

/**
 * Workers that are ready, and what is known of how long their batches take. Kept over the calls of a {@link Parallel}.
 *
 * @param backend is open
 * @param name the backend's name
 * @param sizer decides on batch sizes; has seen the batches of the calls before
 */
record Pool(Backend backend, String name, int workers, BatchSizer sizer) implements AutoCloseable {

  /**
   * Starts the workers. Where there would be only one, tasks run on the calling thread instead (joblib 1.6,
   * {@code FallbackToBackend}), unless processes were asked for by name, which shield the caller from what a kernel may do.
   *
   * @param notices takes what the batch sizer decides
   */
  static Pool open(Settings settings, Consumer<String> notices) {
    Backend chosen = Backends.create(settings.backendName());
    int workers = chosen.workersFor(settings.nJobs());
    boolean alone = workers == 1 && (settings.backend() == null || chosen.sharesMemory());
    Backend backend = alone ? new SequentialBackend() : chosen;
    backend.open(workers);
    BatchSizer auto = backend.sizesBatches() ? new AutoBatchSizer(notices) : FixedBatchSizer.ONE;
    String name = alone ? "sequential" : settings.backendName();
    return new Pool(backend, name, workers, settings.batchSize().sizer(auto));
  }

  /** Whether tasks run one after another on the calling thread. */
  boolean sequential() {
    return backend instanceof SequentialBackend;
  }

  @Override
  public void close() {
    backend.close();
  }
}
