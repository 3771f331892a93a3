package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.Completion;
import dev.fanfare.Ending;
import dev.fanfare.PreDispatch;
import dev.fanfare.backend.Backend;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import dev.fanfare.report.Budget;
import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.SavedRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of the commands that resume a run, and how they do it. */
final class ResumeOptions {

  @Parameters(index = "0", paramLabel = "RUN", description = Store.RUN)
  private String run = "";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Target.OfResume target;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MaxCost maxCost;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunMemo memo;

  @Option(
      names = {"-j", "--n-jobs"},
      paramLabel = "N",
      description = "Number of workers; -1: one per processor; 50%%: half of the processors; "
          + "+2: two more than there are. Default: as recorded.")
  private @Nullable WorkerCount nJobs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "The most tasks in a batch, or 'auto'. Default: as recorded.")
  private @Nullable BatchSize batchSize;

  @Option(
      names = "--verbose",
      paramLabel = "N",
      description = "Print joblib's progress lines instead of a bar.")
  private @Nullable Integer verbose;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Output output;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Viewers viewers;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Store store;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description =
          "How many times to rerun a task that throws or times out before it counts as "
              + "failed. A batch whose worker crashes is always tried three times. Default: as recorded.")
  private @Nullable Integer retries;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long a task may run, in seconds or as 10m, 2h, 1d. Default: as recorded.")
  private @Nullable TimeSpan timeout;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Halt halt;

  @Option(
      names = "--take-over",
      description =
          "Resume even if the run was started on another machine and may still be running there.")
  private boolean takeOver;

  private boolean retriesFailed;
  private Live live = Live.NONE;

  /** Tells which files the job list is in. */
  private Predicate<Path> jobs = file -> false;

  /** Refuses to write over the job list. */
  void refuseOver(Predicate<Path> isIn) {
    jobs = isIn;
    output.refuse("the job list itself", isIn);
  }

  /**
   * Opens and claims the run.
   *
   * @param retries whether failed tasks run again
   */
  SavedRun open(boolean retries, PrintWriter err) {
    memo.check();
    retriesFailed = retries;
    SavedRun recorded = SavedRun.openToResume(store.location(), run, retries, err::println);
    try {
      target.recorded(recorded.sessions().function());
      claim(recorded);
      return recorded;
    } catch (RuntimeException e) {
      recorded.close();
      throw e;
    }
  }

  private void claim(SavedRun recorded) {
    if (takeOver) {
      recorded.takeOver();
    }
    recorded.claim(backend(recorded.manifest()), jobs(recorded.manifest()));
  }

  private String backend(Manifest manifest) {
    return target.name() == null ? manifest.backend() : target.name();
  }

  private int jobs(Manifest manifest) {
    return nJobs == null ? manifest.nJobs() : nJobs.on(() -> target.create(backend(manifest)));
  }

  private String howToGoOn(String runId) {
    return retriesFailed ? store.howToRetry(runId) : store.howToResume(runId);
  }

  /** Runs the remaining tasks, then writes all results in order. */
  int finish(SavedRun recorded, CommandLine command) {
    PrintWriter err = command.getErr();
    viewers.check(output.file(), jobs, store);
    output.check();
    long left = recorded.unsettled();
    Backend backend = target.create(backend(recorded.manifest()));
    Budget budget = maxCost.budget(backend(recorded.manifest()), backend);
    try (ReservedOutput reserved = output.reserve(command);
        Parallel parallel = parallel(recorded, backend, err);
        Shutdown shutdown = Shutdown.cancels(
            parallel, err, id -> howToGoOn(id) + maxCost.option() + memo.options())) {
      err.println(beginning(recorded, left));
      Ending ending = run(parallel, backend, recorded, left, err, shutdown);
      if (ending.reason() == Completion.Reason.CANCELLED) {
        return interrupted(recorded, err);
      }
      if (budget != null && ending.reason() == Completion.Reason.BUDGET_SPENT) {
        err.println(spent(budget, recorded));
        output.print(ending.report(), command);
        return ExitCode.CANNOT_GO_ON;
      }
      if (ending.reason() == Completion.Reason.FAILURE_TOLERANCE_EXCEEDED) {
        halted(recorded, ending, err);
      }
      if (ending.reason() == Completion.Reason.ALL_COMPLETED) {
        recorded.requireSettled();
      }
      return write(recorded, ending, RunCommand.host(backend), command);
    }
  }

  private int interrupted(SavedRun recorded, PrintWriter err) {
    err.println("interrupted: " + (recorded.tasks() - recorded.unsettled()) + " of "
        + recorded.tasks() + (retriesFailed ? " tasks have succeeded" : " tasks are done"));
    err.println(howToGoOn(recorded.manifest().runId()) + maxCost.option() + memo.options());
    output.tellUnwritten(err, store.argument(recorded.manifest().runId()));
    return ExitCode.INTERRUPTED;
  }

  private void halted(SavedRun recorded, Ending ending, PrintWriter err) {
    err.println(Halt.told(recorded.failed(), recorded.settledTasks(), " of " + recorded.tasks()));
    err.println(
        ending.report().tasks() == 0
            ? "nothing has run: earlier failures already reach --halt; raise it, or leave it out"
            : howToGoOn(recorded.manifest().runId()));
  }

  private String spent(Budget budget, SavedRun recorded) {
    return MaxCost.spent(
        budget,
        recorded.billed(),
        recorded.tasks() - recorded.unsettled(),
        recorded.tasks(),
        howToGoOn(recorded.manifest().runId()) + memo.options());
  }

  private String beginning(SavedRun recorded, long left) {
    return retriesFailed
        ? left + " of " + recorded.tasks() + " tasks failed or have no outcome; running them"
        : recorded.tasks() - left + " of " + recorded.tasks() + " tasks already have an outcome";
  }

  private Parallel parallel(SavedRun recorded, Backend backend, PrintWriter err) {
    Manifest manifest = recorded.manifest();
    ParallelBuilder builder =
        timeout == null ? Parallel.builder() : Parallel.builder().timeout(timeout.duration());
    return builder
        .completion(halt.completion(recorded.tasks()))
        .backend(backend(manifest), () -> backend)
        .nJobs(jobs(manifest))
        .batchSize(batchSize == null ? BatchSize.parse(manifest.batchSize()) : batchSize)
        .preDispatch(PreDispatch.parse(manifest.preDispatch()))
        .verbose(verbose == null ? 0 : verbose)
        .retries(retries == null ? manifest.retries() : retries)
        .maxCostUsd(maxCost.usd())
        .memo(memo.memo())
        .store(store.location())
        .onBatch(batch -> live.note(batch))
        .onProgress(progress -> live.note(progress))
        .onTask(outcome -> {
          Printed.tell(outcome, err);
          live.note(outcome);
        })
        .build();
  }

  private Ending run(
      Parallel parallel,
      Backend backend,
      SavedRun recorded,
      long left,
      PrintWriter err,
      Shutdown shutdown) {
    try (Live shown = output.live(verbose, left, backend, jobs(recorded.manifest()), err)) {
      live = shown;
      return parallel.resume(recorded, outcome -> {});
    } catch (RuntimeException | OutOfMemoryError e) {
      throw shutdown.explained(e);
    }
  }

  private int write(SavedRun recorded, Ending ending, String host, CommandLine command) {
    Failures failures = new Failures("");
    try (Results results = output.openForAll()) {
      results.writeAll(recorded, failures);
    }
    failures.print(command.getErr(), store.listingFailures(recorded.manifest().runId()));
    boolean failed = recorded.failed() > 0 || recorded.unsettled() > 0;
    long left = recorded.unsettled() + (retriesFailed ? 0 : recorded.failed());
    boolean unfinished = recorded.summary().settled() < recorded.tasks();
    boolean retryable = !unfinished && left > failures.badRecords();
    if (retryable && !Terminal.ofStandardError()) {
      command.getErr().println(store.howToRetry(recorded.manifest().runId()));
    }
    failures.printRemedy(command.getErr());
    output.print(ending.report(), command);
    viewers.writeJobLog(recorded, host);
    viewers.write(recorded, command.getErr());
    String runId = recorded.manifest().runId();
    new NextSteps(
            runId,
            store.argument(runId),
            recorded.failed() > 0,
            retryable,
            unfinished ? memo.options() : null,
            output.isMissing())
        .print(command.getErr());
    return failed ? ExitCode.TASKS_FAILED : 0;
  }
}
