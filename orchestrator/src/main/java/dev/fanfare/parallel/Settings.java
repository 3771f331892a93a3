package dev.fanfare.parallel;

import dev.fanfare.backend.Backends;
import dev.fanfare.dispatch.BatchSize;
import dev.fanfare.dispatch.PreDispatch;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Parallel} was asked to do, with joblib's names.
 *
 * @param backend its name, or null: processes, or no workers at all where one would do
 * @param nJobs workers as asked for, such as -1
 * @param verbose 0 is silent
 */
record Settings(
    @Nullable String backend,
    int nJobs,
    BatchSize batchSize,
    PreDispatch preDispatch,
    int verbose) {

  static final Settings DEFAULT = new Settings(null, 1, BatchSize.AUTO, PreDispatch.DEFAULT, 0);

  Settings {
    if (nJobs == 0) {
      throw new IllegalArgumentException("nJobs == 0 in Parallel has no meaning");
    }
    if (verbose < 0) {
      throw new IllegalArgumentException("verbose must be 0 or more, got: " + verbose);
    }
    // An unknown name is refused where it is given, not where it is used.
    Backends.create(backend == null ? Backends.DEFAULT : backend);
  }

  String backendName() {
    return backend == null ? Backends.DEFAULT : backend;
  }
}
