package dev.fanfare.cli;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.TaskError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The tasks that failed: the first ones are told in full, the others counted. */
final class Failures {

  private static final int TOLD = 5;

  private final String prefix;
  private final List<Outcome<?>> first = new ArrayList<>();
  private long count;

  /** None so far; the prefix says of which run they are. */
  Failures(String prefix) {
    this.prefix = prefix;
  }

  void note(Outcome<?> outcome) {
    if (outcome.succeeded()) {
      return;
    }
    count++;
    if (first.size() < TOLD) {
      first.add(outcome);
    }
  }

  /** Each with its stack. */
  void print(PrintWriter err) {
    print(err, TaskError::trace);
  }

  /** Each on a line. */
  void printFirstLines(PrintWriter err) {
    print(err, error -> error.summary().lines().findFirst().orElse(""));
  }

  private void print(PrintWriter err, Function<TaskError, String> text) {
    for (Outcome<?> outcome : first) {
      outcome
          .error()
          .ifPresent(error -> err.println(prefix + "task " + outcome.index() + " failed, "
              + outcome.task() + ": " + text.apply(error)));
    }
    if (count > first.size()) {
      err.println(prefix + "... and " + (count - first.size()) + " more failed");
    }
  }
}
