package dev.fanfare.cli;

import dev.fanfare.Completion;
import dev.fanfare.ElapsedReport;
import dev.fanfare.Ending;
import dev.fanfare.JobList;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.report.Comparison;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare compare}: runs the same job list on each backend and prints a table. */
@Command(
    name = "compare",
    sortOptions = false,
    customSynopsis = {
      "fanfare compare [OPTIONS] JOBS",
      "       fanfare compare [OPTIONS] --kernel=NAME (--range=FROM:TO | ...)"
    },
    description = {
      "Runs a job list on each backend and compares the times.",
      "Speed-up: wall time of sequential divided by wall time of the backend. Efficiency: "
          + "speed-up divided by workers."
    },
    footer = {"", "Example: fanfare compare --kernel wait_loop --range 1200:1212 --n-jobs 3"})
final class CompareCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Jobs jobs;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunOptions options;

  @Option(
      names = "--backends",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "sequential,threads,processes",
      description = "Backends to compare, separated by commas. Default: ${DEFAULT-VALUE}.")
  private List<String> backends = List.of();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private Live live = Live.NONE;

  @Override
  public Integer call() {
    JobList list = jobs.check(spec.commandLine().getErr());
    List<Parallel> chosen = backends.stream().map(this::parallel).toList();
    List<ElapsedReport> reports = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      Ending ending = run(backends.get(i), chosen.get(i), list);
      if (ending.reason() == Completion.Reason.CANCELLED) {
        return ExitCode.INTERRUPTED;
      }
      reports.add(ending.report());
    }
    spec.commandLine().getOut().println(new Comparison(reports).text(Columns.ofTables()));
    return reports.stream().allMatch(report -> report.failed() == 0) ? 0 : ExitCode.TASKS_FAILED;
  }

  private Ending run(String name, Parallel opened, JobList list) {
    PrintWriter err = spec.commandLine().getErr();
    if (!Terminal.ofStandardError()) {
      // A terminal shows a bar instead.
      err.println(name + " ...");
    }
    try (ReservedOutput reserved = ReservedOutput.forResultsOf(spec.commandLine());
        Parallel parallel = opened;
        Shutdown shutdown = Shutdown.cancels(parallel, err, id -> "")) {
      return run(parallel, list, new Failures(name + ": "));
    }
  }

  private Parallel parallel(String name) {
    return options.builder(name).onTask(outcome -> live.note(outcome)).build();
  }

  private Ending run(Parallel parallel, JobList list, Failures failures) {
    PrintWriter err = spec.commandLine().getErr();
    try (Live shown = Live.of(
        Terminal.ofStandardError(), /* linesFit= */ true, list.size(), Integer.MAX_VALUE, err)) {
      live = shown;
      return parallel.forEach(list, failures::note);
    } finally {
      failures.print(err, /* toList= */ "");
    }
  }
}
