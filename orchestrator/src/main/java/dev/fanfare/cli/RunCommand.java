package dev.fanfare.cli;

import dev.fanfare.Completion;
import dev.fanfare.ElapsedReport;
import dev.fanfare.Ending;
import dev.fanfare.Outcome;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import dev.fanfare.report.Budget;
import dev.fanfare.report.JobLog;
import dev.fanfare.runs.Runs;
import dev.fanfare.runs.SavedRun;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare run}: runs a job list. */
@Command(
    name = "run",
    sortOptions = false,
    customSynopsis = {
      "fanfare run [OPTIONS] JOBS",
      "       ... | fanfare run [OPTIONS] --stream",
      "       fanfare run [OPTIONS] --kernel=NAME --range=FROM:TO",
      "       fanfare run [OPTIONS] --kernel=NAME --arg=NAME=VALUES...",
      "       fanfare run [OPTIONS] --kernel=NAME (--args-from | --rows)=FILE",
      "       fanfare run [OPTIONS] --kernel=NAME --items=PATTERN"
    },
    description = {
      "Runs a job list and reports where the time went.",
      "Results go to --out, or else to standard output if it is a file or a pipe. Progress, "
          + "failed tasks and the report go to standard error.",
      "Runs on lambda are recorded in the function's bucket unless --store is given."
    },
    footer = {
      "",
      "Examples:",
      "  fanfare run jobs.jsonl --n-jobs 4 --out results.jsonl",
      "  fanfare run --kernel sum --range 0:40000 --values --out -",
      "  fanfare run --kernel sum --arg n=10,20,100:500:100 --values",
      "  fanfare run --kernel sum --rows numbers.csv --out sums.jsonl",
      "  fanfare run --kernel YOURS --items 's3://bucket/logs/*.gz' --backend lambda",
      "",
      "Inside a project ('fanfare init NAME' creates one), its kernels are found.",
      "FANFARE_CLASSPATH names the jars and folders with other kernels, separated by ':'.",
      "  FANFARE_CLASSPATH=risk.jar fanfare run jobs.jsonl"
    })
final class RunCommand implements Callable<Integer> {

  private static final String DEFAULT_BACKEND = "processes";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Jobs jobs;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Streaming streaming;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunOptions options;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Halt halt;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Target.OfRun target;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MaxCost maxCost;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunMemo memo;

  @Option(
      names = "--verbose",
      paramLabel = "N",
      description =
          "Print joblib's progress lines instead of a bar. 0: none; 1 to 10: increasingly "
              + "many; above 10: one per batch; from 50 on: to standard output.")
  private @Nullable Integer verbose;

  @Option(
      names = "--dry-run",
      description = "Print what would be invoked and the maximum cost; run nothing.")
  private boolean dryRun;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Viewers viewers;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Store store;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private Live live = Live.NONE;

  @Override
  public Integer call() {
    streaming.check(jobs, dryRun, halt, store, viewers);
    Input input = streaming.isOn()
        ? Input.arriving(StandardInput.arriving())
        : Input.of(jobs.check(spec.commandLine().getErr()));
    output.refuse("the job list itself", jobs::isIn);
    String name = target.name() == null ? DEFAULT_BACKEND : target.name();
    Backend backend = target.create(name);
    Budget budget = maxCost.budget(name, backend);
    options.tell(backend, spec.commandLine().getErr());
    memo.check();
    return dryRun ? describe(name, backend, budget, input) : run(name, backend, budget, input);
  }

  private int describe(String name, Backend backend, @Nullable Budget budget, Input input) {
    // Refuses what the run would refuse.
    builder(name, backend, input);
    long tasks = input.size().orElseThrow();
    int workers = options.workers(backend);
    long batches = options.batches(tasks, workers);
    spec.commandLine()
        .getOut()
        .println(DryRun.text(name, backend, budget, tasks, workers, batches));
    memo.tellOfDryRun(spec.commandLine().getErr());
    return 0;
  }

  private int run(String name, Backend backend, @Nullable Budget budget, Input input) {
    store.locationFor(backend);
    if (streaming.records()) {
      store.requireWritable();
    }
    viewers.check(output.file(), jobs::isIn, store);
    try (ReservedOutput reserved = output.reserve(spec.commandLine());
        Parallel parallel = parallel(name, backend, input);
        Shutdown shutdown =
            Shutdown.cancels(parallel, spec.commandLine().getErr(), this::howToResume)) {
      Failures failures = new Failures("");
      Ending ending = run(parallel, backend, input, failures, shutdown);
      failures.print(
          spec.commandLine().getErr(),
          streaming.records() ? store.listingFailures(ending.report().runId()) : "");
      print(ending, budget, input, failures);
      write(ending.report().runId());
      return ExitCode.of(ending);
    }
  }

  private Parallel parallel(String name, Backend backend, Input input) {
    ParallelBuilder builder = builder(name, backend, input);
    return streaming.records()
        ? builder.store(store.locationFor(backend)).build()
        : builder.build();
  }

  private ParallelBuilder builder(String name, Backend backend, Input input) {
    return options
        .builder(name, backend)
        .maxCostUsd(maxCost.usd())
        .memo(memo.memo())
        .verbose(verbose == null ? 0 : verbose)
        .completion(halt.completion(input.size().orElse(0)))
        .onWaiting(this::tellWaiting)
        .onBatch(batch -> live.note(batch))
        .onProgress(progress -> live.note(progress))
        .onTask(this::settled);
  }

  // Not when its result is delivered: it may have to wait for that of a slow task before it.
  private void settled(Outcome<?> outcome) {
    Printed.tell(outcome, spec.commandLine().getErr());
    live.note(outcome);
  }

  // The progress bar and joblib's lines already show this.
  private void tellWaiting(String what) {
    if (verbose == null && !output.leavesRoomForBar(null)) {
      spec.commandLine().getErr().println(what);
    }
  }

  private void write(String runId) {
    if (viewers.needRecord()) {
      PrintWriter err = spec.commandLine().getErr();
      try (SavedRun recorded = SavedRun.openToRead(store.location(), runId, err::println)) {
        viewers.write(recorded, err);
      }
    }
  }

  private Ending run(
      Parallel parallel, Backend backend, Input input, Failures failures, Shutdown shutdown) {
    PrintWriter err = spec.commandLine().getErr();
    try (Results results = output.open();
        Viewers.OpenJobLog jobLog = viewers.openJobLog(host(backend));
        Live shown = output.live(
            verbose, input.size().orElse(Live.UNKNOWN), backend, options.workers(backend), err)) {
      live = shown;
      Ending ending = parallel.forEach(input.tasks(), outcome -> {
        results.write(outcome);
        failures.note(outcome);
        jobLog.write(outcome);
      });
      if (!isUnfinished(ending) || ending.report().tasks() > 0) {
        results.complete();
      }
      return ending;
    } catch (RuntimeException | OutOfMemoryError e) {
      throw shutdown.explained(e);
    }
  }

  private String howToResume(String runId) {
    return streaming.records()
        ? store.howToResume(runId) + maxCost.option() + memo.options() + streaming.input()
        : "";
  }

  /** What a job log calls the place where a backend runs tasks. */
  static String host(Backend backend) {
    return backend instanceof LambdaBackend lambda ? lambda.functionNames() : JobLog.THIS_MACHINE;
  }

  private static boolean isHalted(Ending ending) {
    return ending.reason() == Completion.Reason.FAILURE_TOLERANCE_EXCEEDED;
  }

  private static boolean isUnfinished(Ending ending) {
    return ending.reason() != Completion.Reason.ALL_COMPLETED;
  }

  private void print(Ending ending, @Nullable Budget budget, Input input, Failures failures) {
    PrintWriter err = spec.commandLine().getErr();
    ElapsedReport report = ending.report();
    if (ending.reason() == Completion.Reason.CANCELLED) {
      err.println("interrupted: " + report.tasks() + input.ofSize() + " tasks are done");
      hintUnlessNext(err, howToResume(report.runId()));
    } else if (budget != null && ending.reason() == Completion.Reason.BUDGET_SPENT) {
      err.println(MaxCost.spent(
          budget,
          report.lambdaUse(),
          report.tasks(),
          input.size().orElse(report.tasks()),
          store.howToResume(report.runId()) + memo.options()));
    } else if (isHalted(ending)) {
      err.println(Halt.told(report, input.ofSize()));
      hintUnlessNext(err, howToResume(report.runId()));
    } else if (report.failed() > failures.badRecords()) {
      hintUnlessNext(err, store.howToRetry(report.runId()));
    }
    if (!isUnfinished(ending)) {
      // Otherwise, the same list is needed to resume.
      failures.printRemedy(err);
    }
    output.print(report, spec.commandLine());
    boolean unseen = output.isMissing() && report.tasks() > report.failed();
    if (unseen) {
      hintUnlessNext(err, store.howToShow(report.runId()));
    }
    if (streaming.records()) {
      nextSteps(ending, failures, unseen).print(err);
    }
  }

  /** Prints what to type next, if that is not among the steps that a terminal gets at the end. */
  private void hintUnlessNext(PrintWriter err, String command) {
    if (!Terminal.ofStandardError()) {
      streaming.hint(err, command);
    }
  }

  private NextSteps nextSteps(Ending ending, Failures failures, boolean unseen) {
    ElapsedReport report = ending.report();
    boolean retryable = ending.reason() == Completion.Reason.ALL_COMPLETED
        && report.failed() > failures.badRecords();
    // With a budget that is spent, the command needs a new one, and was told with it.
    boolean resumable = isUnfinished(ending) && ending.reason() != Completion.Reason.BUDGET_SPENT;
    return new NextSteps(
        report.runId(),
        store.argument(Runs.LAST),
        report.failed() > 0,
        retryable,
        resumable ? maxCost.option() + memo.options() + streaming.input() : null,
        unseen);
  }
}
