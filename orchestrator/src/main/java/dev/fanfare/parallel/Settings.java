package dev.fanfare.parallel;

import dev.fanfare.BatchSize;
import dev.fanfare.Completion;
import dev.fanfare.PreDispatch;
import dev.fanfare.TaskRetries;
import dev.fanfare.Version;
import dev.fanfare.backend.SequentialBackend;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.runs.Manifest;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The resolved options of a {@link Parallel}.
 *
 * @param choice the backend
 * @param nJobs requested number of workers, such as -1
 * @param verbose 0 is silent
 * @param timeout time limit of a task in its worker; null for none
 * @param deadline time limit of a run; null for none
 * @param completion how many failures a run tolerates
 * @param retries which failed tasks run again
 * @param initializer runs once in each worker before its first task; null for none
 * @param seed base of the tasks' seeds
 * @param level nesting level of the thread that created the instance
 * @param store where runs are recorded; null if they are not
 */
record Settings(
    BackendChoice choice,
    int nJobs,
    BatchSize batchSize,
    PreDispatch preDispatch,
    int verbose,
    @Nullable Duration timeout,
    @Nullable Duration deadline,
    Completion completion,
    TaskRetries retries,
    @Nullable Delayed<?> initializer,
    long seed,
    Listeners listeners,
    int level,
    @Nullable StoreLocation store) {

  /** The longest duration that fits a {@code long} in nanoseconds, about 292 years. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  Settings {
    // If nesting chose the backend, the kernel's author cannot change it; late tasks are then only
    // interrupted.
    boolean sequential =
        choice.backend() instanceof SequentialBackend && choice.why() == BackendChoice.Why.NAMED;
    if (timeout != null && sequential) {
      throw new IllegalArgumentException(
          "The backend class 'SequentialBackend' does not support timeout."
              + " You have set 'timeout=" + timeout + "' in Parallel: use threads or processes");
    }
  }

  /** The number of workers that {@code nJobs} means on this backend. */
  int workers() {
    return choice.backend().workersFor(nJobs);
  }

  /**
   * Whether tasks run on the calling thread because there would be only one worker (joblib 1.6,
   * {@code FallbackToBackend}). False if processes were requested by name, because they protect the
   * caller from the kernel, and if there is a timeout, because it needs a worker that can be
   * stopped.
   */
  boolean alone() {
    return workers() == 1
        && timeout == null
        && (choice.why() != BackendChoice.Why.NAMED || choice.backend().sharesMemory());
  }

  /**
   * Whether tasks may run on the calling thread, because there is one worker or the backend is
   * sequential.
   */
  boolean mayBeAlone() {
    return alone() || choice.backend() instanceof SequentialBackend;
  }

  /** The settings for resuming a recorded run, with its timeout, initializer and seed. */
  Settings forRun(Manifest manifest) {
    boolean untimed = timeout != null || manifest.timeoutMillis() == 0;
    return new Settings(
        choice,
        nJobs,
        batchSize,
        preDispatch,
        verbose,
        untimed ? timeout : Duration.ofMillis(manifest.timeoutMillis()),
        deadline,
        completion,
        retries,
        manifest.initializer() == null ? null : Codec.readJob(manifest.initializer()),
        manifest.seed(),
        listeners,
        level,
        store);
  }

  /** The manifest of a new run. */
  Manifest manifest() {
    return new Manifest(
        UUID.randomUUID().toString(),
        Instant.now(),
        Version.FANFARE,
        choice.name(),
        nJobs,
        batchSize.text(),
        preDispatch.text(),
        seed,
        timeout == null ? 0 : Math.max(1, timeout.toMillis()),
        initializer == null ? null : Codec.writeJob(initializer),
        /* tasks= */ 0,
        /* taskListComplete= */ false,
        List.of(),
        /* digestsFrom= */ 0L);
  }

  /** The conditions for each task at that nesting level. */
  Conditions conditions(int taskLevel) {
    return new Conditions(
        taskLevel, seed, timeout == null ? 0 : Math.max(1, timeout.toMillis()), initializer);
  }

  /** Checks a value of {@code nJobs}. */
  static int checkJobs(int nJobs) {
    if (nJobs == 0) {
      throw new IllegalArgumentException("nJobs == 0 in Parallel has no meaning");
    }
    return nJobs;
  }

  /** Checks a value of {@code verbose}. */
  static int checkVerbose(int verbose) {
    if (verbose < 0) {
      throw new IllegalArgumentException("verbose must be 0 or more, got: " + verbose);
    }
    return verbose;
  }

  /**
   * Checks a value of {@code timeout} or {@code deadline}, and limits it to what clocks can
   * represent.
   */
  static Duration checkDuration(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive, got: " + duration);
    }
    return duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
  }
}
