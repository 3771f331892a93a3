package dev.fanfare.backend;

import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where batches go. Opened with a number of workers; thread-safe from then on. What is submitted beyond that number waits inside.
 */
public interface Backend extends AutoCloseable {

  /** The name that joblib's {@code Using backend ...} line shows. */
  default String displayName() {
    return getClass().getSimpleName();
  }

  /** What it is like. */
  Traits traits();

  /** How many workers {@code nJobs} means here; joblib's rule by default: -1 is every processor, -2 all but one. Never more than {@link Traits#mostWorkers()}. */
  default int workersFor(int nJobs) {
    return Math.min(CpuCount.workersFor(nJobs), traits().mostWorkers());
  }

  /** Where its runs are recorded if nobody says; empty: in this user's own folder. */
  default Optional<StoreLocation> home() {
    return Optional.empty();
  }

  /** Makes that many workers ready, or begins to: called once, before the first batch. */
  void open(int workers);

  /**
   * {@link #open(int)} with what is known of the first run.
   *
   * @param wanted how many of the workers will have something to do at once; the others may start when they are needed
   * @param store where runs are recorded; null: nowhere
   */
  default void open(int workers, int wanted, @Nullable StoreLocation store) {
    open(workers);
  }

  /** Whether outcomes lie in the runs' folders there when {@code submit} has returned them, if it was opened for that store. */
  default boolean keepsResults(StoreLocation store) {
    return false;
  }

  /**
   * Runs a batch.
   *
   * @return its outcome; or exceptionally a {@link BatchLostException} where it cannot be known what became of it
   */
  CompletableFuture<BatchResult> submit(Batch batch);

  /** Drops what waits, stops what runs as far as it can be stopped, and stays usable. Their futures end exceptionally. */
  void abort();

  /** Stops the workers and lets go of everything. Can be called again. */
  @Override
  void close();
}
