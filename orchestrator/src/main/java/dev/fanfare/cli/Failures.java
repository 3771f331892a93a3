package dev.fanfare.cli;

import dev.fanfare.parallel.Outcome;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

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

  void print(PrintWriter err) {
    for (Outcome<?> outcome : first) {
      outcome
          .error()
          .ifPresent(error -> err.println(prefix + "task " + outcome.index() + " failed, "
              + outcome.task() + ": " + error.trace()));
    }
    if (count > first.size()) {
      err.println(prefix + "... and " + (count - first.size()) + " more failed");
    }
  }
}
