package dev.fanfare.parallel;

import dev.fanfare.Options;
import dev.fanfare.memo.Memo;
import dev.fanfare.memo.MemoRun;
import dev.fanfare.report.Budget;
import dev.fanfare.runs.Manifest;
import dev.fanfare.store.StoreLocation;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The resolved options of a {@link Parallel}.
 *
 * @param choice the backend
 * @param options how its runs go about their tasks
 * @param level how many parallel calls the maker was inside of
 * @param store where runs are recorded; null: nowhere
 * @param maxBytes larger arrays are shared automatically; 0: none
 * @param memo remembers values from run to run; null: nothing is remembered
 */
record Settings(
    BackendChoice choice,
    Options options,
    Listeners listeners,
    int level,
    @Nullable StoreLocation store,
    long maxBytes,
    @Nullable Memo memo) {

  Settings {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must be 0 or more, got: " + maxBytes);
    }
    // If nesting has chosen the backend, its user cannot help it: a late task is interrupted then.
    boolean sequential =
        choice.backend().traits().onCallingThread() && choice.why() == BackendChoice.Why.NAMED;
    if (options.timeout() != null && sequential) {
      throw new IllegalArgumentException(
          "The backend class 'SequentialBackend' does not support timeout."
              + " You have set 'timeout=" + options.timeout()
              + "' in Parallel: use threads or processes");
    }
  }

  /** Tells the user how the backend was chosen, where that may surprise. */
  void tell() {
    choice.tell(options.verbose(), options.nJobs());
  }

  /** Workers that {@code nJobs} comes to on this backend. */
  int workers() {
    return choice.backend().workersFor(options.nJobs());
  }

  /**
   * Whether tasks run on the calling thread because there would be only one worker (joblib 1.6,
   * {@code FallbackToBackend}). False if processes were requested by name, because they protect the
   * caller from the kernel, and if there is a timeout, because it needs a worker that can be
   * stopped.
   */
  boolean alone() {
    return workers() == 1
        && options.timeout() == null
        && (choice.why() != BackendChoice.Why.NAMED || choice.backend().traits().sharesMemory());
  }

  /**
   * Whether tasks may run on the calling thread, because there is one worker or the backend is
   * sequential.
   */
  boolean mayBeAlone() {
    return alone() || choice.backend().traits().onCallingThread();
  }

  /**
   * What a run may cost; null: no limit, as in a nested call, which invokes nothing.
   *
   * @throws IllegalArgumentException if it cannot be held to that
   */
  @Nullable
  Budget budget() {
    BigDecimal most = options.maxCostUsd();
    return most == null || choice.why() == BackendChoice.Why.NESTED
        ? null
        : Budget.of(most, choice.name(), choice.backend().billed());
  }

  /** Whether tasks run in this JVM. */
  boolean here() {
    return alone() || choice.backend().traits().sharesMemory();
  }

  /** Whether failed tasks may run again. */
  boolean retries() {
    return options.retries().most() > 0;
  }

  /** The same for a run that was recorded. */
  Settings forRun(Manifest manifest) {
    return new Settings(
        choice, manifest.optionsOver(options), listeners, level, store, maxBytes, memo);
  }

  /** What is remembered of the tasks of a run; null: nothing. */
  @Nullable
  MemoRun memory() {
    return memo == null ? null : memo.run(options.seed(), Console.STANDARD_ERROR);
  }

  /** The manifest of a new run. */
  Manifest manifest() {
    return Manifest.of(UUID.randomUUID().toString(), choice.name(), options);
  }
}
