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
 * What a {@link Parallel} is to do, all questions answered.
 *
 * @param choice the backend
 * @param nJobs workers as asked for, such as -1
 * @param verbose 0 is silent
 * @param timeout what a task may take in its worker; null: any time
 * @param deadline what a run may take; null: any time
 * @param completion how many failures a run bears
 * @param retries which failed tasks run again
 * @param initializer runs once in each worker before any task; null: nothing
 * @param seed what the tasks' own seeds are made from
 * @param level how many parallel calls the maker was inside of
 * @param store where runs are recorded; null: nowhere
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

  /** What a {@code long} holds in nanoseconds, some 292 years. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  Settings {
    // Where nesting has decided the kernel's author cannot help it: what is late is interrupted
    // then.
    boolean sequential =
        choice.backend() instanceof SequentialBackend && choice.why() == BackendChoice.Why.NAMED;
    if (timeout != null && sequential) {
      throw new IllegalArgumentException(
          "The backend class 'SequentialBackend' does not support timeout."
              + " You have set 'timeout=" + timeout + "' in Parallel: use threads or processes");
    }
  }

  /** Workers that {@code nJobs} comes to on this backend. */
  int workers() {
    return choice.backend().workersFor(nJobs);
  }

  /**
   * Whether tasks run on the calling thread because there would be only one worker (joblib 1.6, {@code FallbackToBackend}). Not
   * where processes were asked for by name, which shield the caller from what a kernel may do, nor where a timeout needs a worker
   * that can be stopped.
   */
  boolean alone() {
    return workers() == 1
        && timeout == null
        && (choice.why() != BackendChoice.Why.NAMED || choice.backend().sharesMemory());
  }

  /** Whether tasks may run on the calling thread: there is one worker, or that was asked for. */
  boolean mayBeAlone() {
    return alone() || choice.backend() instanceof SequentialBackend;
  }

  /** The same for a run that was recorded: its tasks get what they would have got then. */
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

  /** What is written down of a new run. */
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

  /** What holds for each task, at that level of nesting. */
  Conditions conditions(int taskLevel) {
    return new Conditions(
        taskLevel, seed, timeout == null ? 0 : Math.max(1, timeout.toMillis()), initializer);
  }

  /** Lets a value of {@code nJobs} through. */
  static int checkJobs(int nJobs) {
    if (nJobs == 0) {
      throw new IllegalArgumentException("nJobs == 0 in Parallel has no meaning");
    }
    return nJobs;
  }

  /** Lets a value of {@code verbose} through. */
  static int checkVerbose(int verbose) {
    if (verbose < 0) {
      throw new IllegalArgumentException("verbose must be 0 or more, got: " + verbose);
    }
    return verbose;
  }

  /** Lets a value of {@code timeout} or {@code deadline} through, as one that clocks can count. */
  static Duration checkDuration(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive, got: " + duration);
    }
    return duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
  }
}
