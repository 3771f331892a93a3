package dev.fanfare.cli;

import dev.fanfare.Outcome;
import java.io.PrintWriter;

/** What tasks printed in their workers. */
final class Printed {

  private Printed() {}

  static void tell(Outcome<?> outcome, PrintWriter err) {
    outcome.output().lines().forEach(line -> err.println("task " + outcome.index() + ": " + line));
  }
}
