package dev.fanfare.cli;

import dev.fanfare.JobListException;
import dev.fanfare.NoSuchRunException;
import dev.fanfare.UnresumableRunException;

/** What the command line ends with. */
final class ExitCode {

  static final int TASKS_FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int CANNOT_GO_ON = 3;
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** Whether the exception reports invalid input. */
  static boolean isBadInput(Throwable e) {
    return e instanceof JobListException
        || e instanceof NoSuchRunException
        || e instanceof UnresumableRunException;
  }

  /** What a user can do about memory that has run out. */
  static String outOfMemory(OutOfMemoryError e) {
    return "out of memory: " + e.getMessage()
        + " (set FANFARE_JAVA_OPTS=-Xmx4g to give this process 4 GB)";
  }
}
