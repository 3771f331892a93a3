package dev.fanfare.cli;

import dev.fanfare.parallel.Ending;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.report.Comparison;
import dev.fanfare.report.ElapsedReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fanfare compare}: the same job list on each backend, then one table. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs a job list on each backend and compares the times.")
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
      description = "Backends, separated by commas. Default: ${DEFAULT-VALUE}.")
  private List<String> backends = List.of();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    Jobs.Checked checked = jobs.check();
    List<Parallel> chosen =
        backends.stream().map(name -> options.builder(name).build()).toList();
    Failures failures = new Failures(spec.commandLine().getErr());
    List<ElapsedReport> reports = new ArrayList<>();
    for (Parallel parallel : chosen) {
      try (parallel;
          Bar bar = Bar.of(Terminal.ofStandardError(), checked.size())) {
        Ending ending = parallel.forEach(checked.tasks(), outcome -> {
          failures.note(outcome);
          bar.step();
        });
        reports.add(ending.report());
      }
    }
    failures.print();
    spec.commandLine().getOut().println(new Comparison(reports).table());
    return reports.stream().allMatch(report -> report.failed() == 0) ? 0 : Fanfare.TASKS_FAILED;
  }
}
