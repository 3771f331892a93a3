package dev.fanfare.cli;

import dev.fanfare.Outcome;
import java.io.PrintWriter;

/** Prints the output of tasks that ran in other processes. */
final class Printed {

  private Printed() {}

  static void tell(Outcome<?> outcome, PrintWriter err) {
    outcome.output().lines().forEach(line -> err.println("task " + outcome.index() + ": " + line));
  }
}
