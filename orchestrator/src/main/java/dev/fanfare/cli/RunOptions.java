package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.PreDispatch;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.dispatch.BatchCount;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The options that say how it is to be run, with joblib's names. */
final class RunOptions {

  @Option(
      names = "--n-jobs",
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "How many workers; -1: one for each processor, -2: one fewer, and so on. Default: ${DEFAULT-VALUE}.")
  private int nJobs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "auto",
      description =
          "How many tasks travel together, or 'auto': as many as take about a second. Default: ${DEFAULT-VALUE}.")
  private BatchSize batchSize = BatchSize.AUTO;

  @Option(
      names = "--pre-dispatch",
      paramLabel = "EXPR",
      defaultValue = "2 * n_jobs",
      description =
          "How many tasks are dispatched before the first has ended: a number, an expression of n_jobs, or 'all'. Default: ${DEFAULT-VALUE}.")
  private PreDispatch preDispatch = PreDispatch.DEFAULT;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How many times a task that throws runs again before its failure counts. Default: ${DEFAULT-VALUE}.")
  private int retries;

  ParallelBuilder builder(String name, Backend backend) {
    return builder(name).backend(name, () -> backend);
  }

  ParallelBuilder builder(String backend) {
    if (nJobs == 0) {
      throw new IllegalArgumentException(
          "--n-jobs must be a number of workers, or -1 for one for each processor, got: 0");
    }
    return Parallel.builder()
        .backend(backend)
        .nJobs(nJobs)
        .batchSize(batchSize)
        .preDispatch(preDispatch)
        .retries(retries);
  }

  /** How many batches a list of so many tasks comes to at the most. */
  long batches(long tasks, int workers) {
    return BatchCount.most(tasks, workers, preDispatch, batchSize);
  }

  /** Says what -1 means where that is not this machine's processors. */
  void tell(Backend backend, PrintWriter err) {
    if (nJobs < 0 && backend instanceof LambdaBackend) {
      err.println("--n-jobs " + nJobs + ": " + workers(backend)
          + " invocations at once, of what the account allows and "
          + LambdaBackend.MOST_BY_DEFAULT + " at the most");
    }
  }

  int workers(Backend backend) {
    return backend.workersFor(nJobs);
  }
}
