package dev.fanfare.cli;

import dev.fanfare.parallel.Parallel;
import dev.fanfare.report.ElapsedReport;
import dev.fanfare.wire.Codec;
import java.io.IOException;
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
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a job list.",
      "Results go to --out; without it to standard output if that is no terminal. All else goes to standard error."
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
          "joblib's lines instead of a progress bar: 0 none, above 10 every one, from 50 on to standard output.")
  private @Nullable Integer verbose;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "One line of JSON a task, in order: index, value or error, seconds. '-' is standard output.")
  private @Nullable String out;

  @Option(
      names = "--values",
      description =
          "Results as bare values, strings without quotes; those of failed tasks are left out.")
  private boolean values;

  @Option(names = "--json", description = "The report as JSON, on standard output.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Jobs.Checked checked = jobs.check();
    Failures failures = new Failures(spec.commandLine().getErr());
    ElapsedReport report;
    try (Parallel parallel =
            options.builder(backend).verbose(verbose == null ? 0 : verbose).build();
        Results results = Results.to(destination(), values);
        Bar bar = Bar.of(verbose == null && Terminal.ofStandardError(), checked.size())) {
      report = parallel
          .forEach(checked.tasks(), outcome -> {
            results.write(outcome);
            failures.note(outcome);
            bar.step();
          })
          .report();
    }
    failures.print();
    print(report);
    return report.failed() == 0 ? 0 : Fanfare.TASKS_FAILED;
  }

  private @Nullable String destination() {
    boolean piped = !Terminal.ofStandardOutput() && !json;
    return out == null && piped ? "-" : out;
  }

  private void print(ElapsedReport report) {
    if (json) {
      spec.commandLine().getOut().println(Codec.toJson(report));
    } else {
      spec.commandLine().getErr().println(report.text());
    }
  }
}
