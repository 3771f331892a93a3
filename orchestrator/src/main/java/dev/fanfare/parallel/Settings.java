package dev.fanfare.parallel;

import dev.fanfare.dispatch.BatchSize;
import dev.fanfare.dispatch.PreDispatch;
import dev.fanfare.kernel.Delayed;
import java.time.Duration;
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
 * @param initializer runs once in each worker before any task; null: nothing
 * @param seed what the tasks' own seeds are made from
 * @param level how many parallel calls the maker was inside of
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
    @Nullable Delayed<?> initializer,
    long seed,
    Listeners listeners,
    int level) {

  Settings {
    if (nJobs == 0) {
      throw new IllegalArgumentException("nJobs == 0 in Parallel has no meaning");
    }
    if (verbose < 0) {
      throw new IllegalArgumentException("verbose must be 0 or more, got: " + verbose);
    }
    positive("timeout", timeout);
    positive("deadline", deadline);
  }

  private static void positive(String name, @Nullable Duration duration) {
    if (duration != null && (duration.isZero() || duration.isNegative())) {
      throw new IllegalArgumentException(name + " must be positive, got: " + duration);
    }
  }
}
