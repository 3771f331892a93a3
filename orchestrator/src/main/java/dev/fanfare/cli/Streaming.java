package dev.fanfare.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The options for input without an end, and for runs that leave nothing on the disk. */
final class Streaming {

  @Option(
      names = "--stream",
      description =
          "Start the tasks of standard input as their lines arrive. A line that is no task "
              + "fails alone. Memory stays bounded; the record of the run grows (see --no-record).")
  private boolean stream;

  @Option(
      names = "--no-record",
      description = "Do not record the run. It cannot be resumed or shown.")
  private boolean unrecorded;

  /** Whether the job list arrives while it runs. */
  boolean isOn() {
    return stream;
  }

  /** Whether the run is recorded. */
  boolean records() {
    return !unrecorded;
  }

  /** Refuses options that need the whole job list or the record. */
  void check(Jobs jobs, boolean dryRun, Halt halt, Store store, Viewers viewers) {
    require(
        !stream || jobs.mayBeStandardInput(),
        "--stream reads standard input: give no job list, or '-'");
    require(
        !stream || !dryRun, "--dry-run needs the whole job list, so it does not go with --stream");
    require(
        !stream || !halt.needsNumberOfTasks(),
        "--halt with a percentage needs the number of tasks, which --stream does not know: give a number");
    require(!unrecorded || !store.isGiven(), "expected either --store or --no-record");
    require(
        !unrecorded || !viewers.needRecord(),
        "--trace is written from the record of the run, so it does not go with --no-record");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** What a resume needs in addition, because the list may not have been read to its end; empty if nothing. */
  String input() {
    return stream ? " - (with the same list on standard input)" : "";
  }

  /** Prints what to type next, which is about the record. */
  void hint(PrintWriter err, String command) {
    if (!unrecorded) {
      err.println(command);
    }
  }
}
