package dev.fanfare.cli;

import dev.fanfare.dispatch.BatchSize;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import picocli.CommandLine.Option;

/** The options that say how it is to be run, with joblib's names. */
final class RunOptions {

  @Option(
      names = "--n-jobs",
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "Workers: a number; -1 is one for each processor, -2 all but one. Default: ${DEFAULT-VALUE}.")
  private int nJobs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "auto",
      description = "Tasks that travel together: a number, or auto. Default: ${DEFAULT-VALUE}.")
  private String batchSize = "auto";

  @Option(
      names = "--pre-dispatch",
      paramLabel = "EXPR",
      defaultValue = "2 * n_jobs",
      description =
          "Tasks dispatched ahead: all, a number, or an expression. Default: ${DEFAULT-VALUE}.")
  private String preDispatch = "2 * n_jobs";

  ParallelBuilder builder(String backend) {
    return Parallel.builder()
        .backend(backend)
        .nJobs(nJobs)
        .batchSize(BatchSize.parse(batchSize))
        .preDispatch(preDispatch);
  }
}
