package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.PreDispatch;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.dispatch.BatchCount;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for running a job list, with joblib's names. */
final class RunOptions {

  @Option(
      names = "--n-jobs",
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "Number of workers; -1: one per processor (lambda: nine tenths of what the account allows); "
              + "-2: one fewer, and so on. Default: ${DEFAULT-VALUE}.")
  private int nJobs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "auto",
      description = "Tasks in a batch, or 'auto', which starts with one task and adapts until a "
          + "batch keeps its worker busy for 0.2 to 2 seconds. Default: ${DEFAULT-VALUE}.")
  private BatchSize batchSize = BatchSize.AUTO;

  @Option(
      names = "--pre-dispatch",
      paramLabel = "EXPR",
      defaultValue = "2 * n_jobs",
      description = "Tasks dispatched before the first one completes: a number, an expression of "
          + "n_jobs, or 'all'. Default: ${DEFAULT-VALUE}.")
  private PreDispatch preDispatch = PreDispatch.DEFAULT;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many times to rerun a task that throws before it counts as failed. "
          + "Default: "
          + "${DEFAULT-VALUE}.")
  private int retries;

  ParallelBuilder builder(String name, Backend backend) {
    return builder(name).backend(name, () -> backend);
  }

  ParallelBuilder builder(String backend) {
    requireWorkers(nJobs);
    return Parallel.builder()
        .backend(backend)
        .nJobs(nJobs)
        .batchSize(batchSize)
        .preDispatch(preDispatch)
        .retries(retries);
  }

  /** Refuses 0 workers; null if none are requested. */
  static void requireWorkers(@Nullable Integer nJobs) {
    if (nJobs != null && nJobs == 0) {
      throw new IllegalArgumentException(
          "--n-jobs must be a number of workers, or -1 for one per processor, got: 0");
    }
  }

  /** The maximum number of batches for that many tasks. */
  long batches(long tasks, int workers) {
    return BatchCount.most(tasks, workers, preDispatch, batchSize);
  }

  /** Prints what -1 means if it is not the number of processors. */
  void tell(Backend backend, PrintWriter err) {
    if (nJobs < 0 && backend instanceof LambdaBackend) {
      err.println("--n-jobs " + nJobs + ": " + workers(backend)
          + " concurrent invocations (the function's reserved concurrency, or else nine tenths of the"
          + " account's unreserved, and at most " + LambdaBackend.MOST_BY_DEFAULT + ")");
    }
  }

  int workers(Backend backend) {
    return backend.workersFor(nJobs);
  }

  int nJobs() {
    return nJobs;
  }
}
