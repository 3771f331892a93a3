package dev.fanfare.cli;

import dev.fanfare.JobList;
import dev.fanfare.runs.SavedRun;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare resume}: resumes an interrupted run. */
@Command(
    name = "resume",
    sortOptions = false,
    description = {
      "Resumes a run. Only tasks without an outcome run, on any backend.",
      "Then writes all results in order, including earlier ones. The report covers only what "
          + "ran now."
    },
    footer = {"", "Example: fanfare resume last --n-jobs 4 --out results.jsonl"})
final class ResumeCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private ResumeOptions options;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "JOBS",
      description =
          "Job list to compare with the recorded one; '-' reads standard input. If it has "
              + "changed, nothing runs. Required if the run stopped before the end of its job "
              + "list was read. Or --kernel and its options, as in 'run'.")
  private @Nullable String file;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private KernelCalls calls;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    // Read before the run is claimed, because standard input may block until it is interrupted.
    JobList jobs = jobs();
    try (SavedRun recorded =
        options.open(/* retries= */ false, spec.commandLine().getErr())) {
      if (jobs != null) {
        recorded.takeList(jobs);
      }
      return options.finish(recorded, spec.commandLine());
    }
  }

  private @Nullable JobList jobs() {
    if (file != null && !calls.isEmpty()) {
      throw new IllegalArgumentException("expected either a job list or --kernel, got both");
    }
    if (file != null) {
      String list = file;
      options.refuseOver(other -> Jobs.isIn(list, other));
      return Jobs.inFile(file, Jobs.MOST_INPUT, spec.commandLine().getErr());
    }
    JobList list = calls.isEmpty() ? null : calls.list();
    options.refuseOver(calls::isIn);
    return list;
  }
}
