package dev.fanfare.cli;

import dev.fanfare.parallel.Completion;
import dev.fanfare.parallel.Ending;
import dev.fanfare.parallel.Outcome;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.wire.Codec;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare run}: a job list, from the file to the report. */
@Command(
    name = "run",
    sortOptions = false,
    customSynopsis = {
      "fanfare run [OPTIONS] JOBS",
      "       fanfare run [OPTIONS] --kernel=NAME --range=FROM:TO"
    },
    description = {
      "Runs a job list and reports where the time went.",
      "Results go to --out, else to standard output where that is a file or a pipe. Progress, failed tasks and the report go to standard error."
    },
    footer = {
      "",
      "Examples:",
      "  fanfare run jobs.jsonl --n-jobs 4 --out results.jsonl",
      "  fanfare run --kernel sum --range 0:40000 --values --out -"
    })
final class RunCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Jobs jobs;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RunOptions options;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "processes",
      description = "sequential, threads or processes. Default: ${DEFAULT-VALUE}.")
  private String backend = "processes";

  @Option(
      names = "--verbose",
      paramLabel = "N",
      description =
          "Progress lines as joblib's instead of a bar; 0: none, 1 to 10: more and more, above 10: one for each batch, from 50 on: on standard output.")
  private @Nullable Integer verbose;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where results go, '-' is standard output: one line of JSON a task, in order: index, value or error, wallSeconds, cpuSeconds.")
  private @Nullable String out;

  @Option(
      names = "--values",
      description =
          "Write bare values, strings without quotes, instead of JSON lines, also to a terminal; failed tasks are left out.")
  private boolean values;

  @Option(
      names = "--json",
      description = "Print the report as JSON, on standard output; results go to --out alone.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    Jobs.Checked checked = jobs.check();
    if (out != null && jobs.isIn(Path.of(out))) {
      throw new IllegalArgumentException("--out must not be the job list itself: " + out);
    }
    try (Parallel parallel =
            options.builder(backend).verbose(verbose == null ? 0 : verbose).build();
        Shutdown shutdown = Shutdown.cancels(parallel)) {
      Failures failures = new Failures("");
      Ending ending = run(parallel, checked, failures);
      failures.print(spec.commandLine().getErr());
      print(ending, checked.size());
      return exitCode(ending);
    }
  }

  private Ending run(Parallel parallel, Jobs.Checked checked, Failures failures) {
    try (Results results = Results.to(destination(), values);
        Bar bar = Bar.of(showsBar(), checked.size())) {
      return parallel.forEach(checked.tasks(), outcome -> {
        results.write(outcome);
        failures.note(outcome);
        tell(outcome);
        bar.step();
      });
    }
  }

  /** What the task printed in its worker. */
  private void tell(Outcome<?> outcome) {
    outcome
        .output()
        .lines()
        .forEach(
            line -> spec.commandLine().getErr().println("task " + outcome.index() + ": " + line));
  }

  private boolean showsBar() {
    boolean resultsOnTerminal = "-".equals(destination()) && Terminal.ofStandardOutput();
    return verbose == null && Terminal.ofStandardError() && !resultsOnTerminal;
  }

  private static int exitCode(Ending ending) {
    if (ending.reason() == Completion.Reason.CANCELLED) {
      return Fanfare.INTERRUPTED;
    }
    return ending.report().failed() == 0 ? 0 : Fanfare.TASKS_FAILED;
  }

  private @Nullable String destination() {
    boolean wanted = values || !Terminal.ofStandardOutput();
    return out == null && wanted && !json ? "-" : out;
  }

  private void print(Ending ending, long tasks) {
    if (ending.reason() == Completion.Reason.CANCELLED) {
      spec.commandLine()
          .getErr()
          .println("interrupted: " + ending.report().tasks() + " of " + tasks + " tasks are done");
    }
    if (json) {
      spec.commandLine().getOut().println(Codec.toJson(ending.report()));
    } else {
      spec.commandLine().getErr().println(ending.report().text());
    }
  }
}
