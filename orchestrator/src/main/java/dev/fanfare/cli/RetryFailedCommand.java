package dev.fanfare.cli;

import dev.fanfare.runs.SavedRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fanfare retry-failed}: gives the tasks that failed another try. */
@Command(
    name = "retry-failed",
    sortOptions = false,
    description = {
      "Runs the failed tasks of a run again, and those without an outcome.",
      "Then all results are written in order, those from before as well. The report is of what ran now."
    })
final class RetryFailedCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private ResumeOptions options;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    try (SavedRun recorded =
        options.open(/* retries= */ true, spec.commandLine().getErr())) {
      return options.finish(recorded, spec.commandLine());
    }
  }
}
