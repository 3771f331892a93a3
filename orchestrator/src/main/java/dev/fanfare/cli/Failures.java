package dev.fanfare.cli;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.TaskError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Failed tasks: prints the first ones in full and counts the others. */
final class Failures {

  private static final int TOLD = 5;

  private final String prefix;
  private final List<Outcome<?>> first = new ArrayList<>();
  private long count;
  private long badRecords;

  /** Starts empty; the prefix of each line names the run. */
  Failures(String prefix) {
    this.prefix = prefix;
  }

  void note(Outcome<?> outcome) {
    if (outcome.succeeded()) {
      return;
    }
    count++;
    badRecords += BadRecord.is(outcome.task()) ? 1 : 0;
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
    if (badRecords > 0) {
      err.println("a bad record fails each time: correct the file and run it again");
    }
  }

  /** Prints each with its stack trace. */
  void print(PrintWriter err) {
    print(err, TaskError::trace);
  }

  /** Prints one line for each. */
  void printFirstLines(PrintWriter err) {
    print(err, error -> error.summary().lines().findFirst().orElse(""));
  }

  private void print(PrintWriter err, Function<TaskError, String> text) {
    for (Outcome<?> outcome : first) {
      outcome
          .error()
          .ifPresent(error -> err.println(prefix + "task " + outcome.index() + " failed, "
              + error.of(outcome.task(), text.apply(error))));
    }
    if (count > first.size()) {
      err.println(prefix + "... and " + (count - first.size()) + " more failed");
    }
  }
}
