package dev.fanfare.cli;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.TaskError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Failed tasks: prints the first ones in full and counts the others. */
final class Failures {

  private static final int TOLD = 5;

  private final String prefix;
  private final List<Outcome<?>> first = new ArrayList<>();
  private long count;
  private long badRecords;
  private long badLines;

  /** Starts empty; the prefix of each line names the run. */
  Failures(String prefix) {
    this.prefix = prefix;
  }

  void note(Outcome<?> outcome) {
    if (outcome.succeeded()) {
      return;
    }
    count++;
    if (BadRecord.is(outcome.task())) {
      badRecords++;
      badLines += StandardInput.isOrigin(outcome.task().origin()) ? 1 : 0;
    }
    if (first.size() < TOLD) {
      first.add(outcome);
    }
  }

  /** How many of them are bad records, which fail each time. */
  long badRecords() {
    return badRecords;
  }

  /** Prints what to do about bad records, if there are any. */
  void printRemedy(PrintWriter err) {
    if (badLines > 0) {
      err.println(
          badLines == 1
              ? "1 line of standard input is no task, which no retry changes: correct it and pipe it in again"
              : badLines
                  + " lines of standard input are no tasks, which no retry changes: correct them and pipe them in again");
    }
    if (badRecords > badLines) {
      err.println("a bad record fails each time: correct the file and run it again");
    }
  }

  /**
   * Prints the first ones with their stack traces.
   *
   * @param toList the command that lists all; empty if there is none
   */
  void print(PrintWriter err, String toList) {
    print(err, toList, TaskError::trace);
  }

  /** Prints a line for each of the first ones. */
  void printFirstLines(PrintWriter err, String toList) {
    print(err, toList, Failures::firstLine);
  }

  private void print(PrintWriter err, String toList, Function<TaskError, String> text) {
    first.forEach(outcome -> line(outcome, text).ifPresent(line -> err.println(prefix + line)));
    if (count > first.size()) {
      err.println(prefix + "... and " + (count - first.size()) + " more failed"
          + (toList.isEmpty() ? "" : "; all of them: " + toList));
    }
  }

  /** The line of a failed task; empty if it has not failed. */
  static Optional<String> line(Outcome<?> outcome) {
    return line(outcome, Failures::firstLine);
  }

  private static Optional<String> line(Outcome<?> outcome, Function<TaskError, String> text) {
    return outcome
        .error()
        .map(error ->
            "task " + outcome.index() + " failed, " + error.of(outcome.task(), text.apply(error)));
  }

  private static String firstLine(TaskError error) {
    return error.summary().lines().findFirst().orElse("");
  }
}
