package dev.fanfare.backend;

import dev.fanfare.report.BilledFunction;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches. Opened with a number of workers; thread-safe from then on. Batches submitted beyond
 * that number wait inside the backend.
 */
public interface Backend extends AutoCloseable {

  /** The name in joblib's {@code Using backend ...} line. */
  default String displayName() {
    return getClass().getSimpleName();
  }

  /** What it is like. */
  Traits traits();

  /** How many workers {@code nJobs} means here; joblib's rule by default: -1 is every processor, -2 all but one. Never more than {@link Traits#mostWorkers()}. */
  default int workersFor(int nJobs) {
    return Math.min(CpuCount.workersFor(nJobs), traits().mostWorkers());
  }

  /** The function that it invokes, if its invocations are billed; empty where nothing is billed. */
  default Optional<BilledFunction> billed() {
    return Optional.empty();
  }

  /**
   * What a user should know before the first batch of a run; one line each. Called once the backend is
   * open.
   *
   * @param timeout how long a task of the run may take; null for no limit
   */
  default List<String> warnings(@Nullable Duration timeout) {
    return List.of();
  }

  /** The default location of recorded runs; empty for the user's standard folder. */
  default Optional<StoreLocation> home() {
    return Optional.empty();
  }

  /** Starts that many workers, or begins to. Called once, before the first batch. */
  void open(int workers);

  /**
   * {@link #open(int)} with information about the first run.
   *
   * @param wanted how many of the workers the run can use at once; the others may start later
   * @param store where runs are recorded; null if they are not
   */
  default void open(int workers, int wanted, @Nullable StoreLocation store) {
    open(workers);
  }

  /**
   * Whether {@code submit} stores outcomes in the run's folder at that location before it returns
   * them, if the backend was opened for it.
   */
  default boolean keepsResults(StoreLocation store) {
    return false;
  }

  /**
   * Runs a batch.
   *
   * @return its outcome; fails with {@link BatchLostException} if the outcome is unknown
   */
  CompletableFuture<BatchResult> submit(Batch batch);

  /** What keeps batches from starting now, in a few words; empty if nothing does, or it is not known. */
  default Optional<String> waitReason() {
    return Optional.empty();
  }

  /**
   * CPU time of the worker processes since the backend was opened, in nanoseconds; 0 if it is not
   * known, or if there are none.
   */
  default long workerCpuNanos() {
    return 0;
  }

  /**
   * Drops waiting batches, stops running ones if possible, and stays usable. Their futures fail.
   */
  void abort();

  /** Stops the workers and releases all resources. Can be called again. */
  @Override
  void close();
}
