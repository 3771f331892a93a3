package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.PreDispatch;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.dispatch.BatchCount;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for running a job list, with joblib's names. */
final class RunOptions {

  @Option(
      names = {"-j", "--n-jobs"},
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "Number of workers; -1: one per processor (lambda: nine tenths of what the account allows); "
              + "-2: one fewer, and so on; 50%%: half of the processors; "
              + "+2: two more than there are. Default: ${DEFAULT-VALUE}.")
  private WorkerCount nJobs = WorkerCount.ALL;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "auto",
      description =
          "The most tasks in a batch, or 'auto', which starts with one task and adapts until a "
              + "batch keeps its worker busy for 0.2 to 2 seconds. The first batches (see --pre-dispatch) and "
              + "the last ones are smaller. Default: ${DEFAULT-VALUE}.")
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
      description =
          "How many times to rerun a task that throws or times out before it counts as "
              + "failed. A batch whose worker crashes is always tried three times. Default: ${DEFAULT-VALUE}.")
  private int retries;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description =
          "How long a task may run, in seconds or as 10m, 2h, 1d. A task that takes longer is "
              + "stopped and fails. Default: no limit.")
  private @Nullable TimeSpan timeout;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Base of the tasks' own seeds (TaskContext). The same seed gives the same values "
              + "on every backend. Default: random.")
  private @Nullable Long seed;

  @Option(
      names = "--initializer",
      paramLabel = "CALL",
      description =
          "A kernel that each worker calls before its first task: NAME, or NAME(ARGS) with "
              + "arguments in JSON, as in 'load(\"model.bin\", 3)'.",
      converter = InitialCall.class)
  private @Nullable Delayed<?> initializer;

  ParallelBuilder builder(String name, Backend backend) {
    return with(nJobs.on(() -> backend)).backend(name, () -> backend);
  }

  ParallelBuilder builder(String backend) {
    return with(nJobs.on(() -> Backends.create(backend))).backend(backend);
  }

  private ParallelBuilder with(int workers) {
    ParallelBuilder builder = Parallel.builder()
        .nJobs(workers)
        .batchSize(batchSize)
        .preDispatch(preDispatch)
        .retries(retries);
    if (timeout != null) {
      builder.timeout(timeout.duration());
    }
    if (seed != null) {
      builder.seed(seed);
    }
    if (initializer != null) {
      builder.initializer(initializer);
    }
    return builder;
  }

  /** The maximum number of batches for that many tasks. */
  long batches(long tasks, int workers) {
    return BatchCount.most(tasks, workers, preDispatch, batchSize);
  }

  /** Prints what -1 means if it is not the number of processors. */
  void tell(Backend backend, PrintWriter err) {
    if (nJobs.isRelative() && backend instanceof LambdaBackend) {
      err.println("--n-jobs " + nJobs + ": " + workers(backend)
          + " concurrent invocations (the function's reserved concurrency, or else nine tenths of the"
          + " account's unreserved, and at most " + LambdaBackend.MOST_BY_DEFAULT + ")");
    }
    int most = workers(backend);
    if (nJobs.unit() == WorkerCount.Unit.WORKERS && nJobs.amount() > most && most > 1) {
      err.println(
          "--n-jobs " + nJobs + ": " + most + " workers, the most that this backend starts");
    }
  }

  int workers(Backend backend) {
    return backend.workersFor(nJobs.on(() -> backend));
  }
}
