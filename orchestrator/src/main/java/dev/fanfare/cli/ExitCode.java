package dev.fanfare.cli;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.Ending;
import dev.fanfare.JobListException;
import dev.fanfare.NoSuchRunException;
import dev.fanfare.UnresumableRunException;

/** The exit codes of the command line. */
final class ExitCode {

  static final int TASKS_FAILED = 1;
  static final int CHECKS_FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int CANNOT_GO_ON = 3;
  static final int INTERRUPTED = 130;

  /** As a shell shows the end by the signal PIPE, the usual end of a command in a pipeline. */
  static final int CLOSED_PIPE = 141;

  private ExitCode() {}

  /** What tells how a run ended. */
  static int of(Ending ending) {
    return switch (ending.reason()) {
      case CANCELLED -> INTERRUPTED;
      case BUDGET_SPENT -> CANNOT_GO_ON;
      default -> ending.report().failed() == 0 ? 0 : TASKS_FAILED;
    };
  }

  /** Whether the exception reports invalid input or settings. */
  static boolean isBadInput(Throwable e) {
    return e instanceof JobListException
        || e instanceof BackendUnavailableException
        || e instanceof NoSuchRunException
        || e instanceof UnresumableRunException;
  }

  /** What a user can do about memory that has run out. */
  static String outOfMemory(OutOfMemoryError e) {
    return "out of memory: " + e.getMessage()
        + " (set FANFARE_JAVA_OPTS=-Xmx4g to give this process 4 GB)";
  }
}
