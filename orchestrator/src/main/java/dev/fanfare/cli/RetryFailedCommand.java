package dev.fanfare.cli;

import dev.fanfare.runs.SavedRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fanfare retry-failed}: reruns failed tasks. */
@Command(
    name = "retry-failed",
    sortOptions = false,
    description = {
      "Runs again every task that failed or did not finish.",
      "Then writes all results in order, including earlier ones. The report covers only what "
          + "ran now."
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
