package dev.fanfare.cli;

import dev.fanfare.LabeledText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do after a run: its id, and the commands to type. For people, who read the end of it on a terminal.
 *
 * @param runId the run
 * @param arguments how commands name it: run and store
 * @param failed whether tasks of it failed
 * @param retryable whether running them again can help
 * @param toResume what {@code resume} needs in addition to the arguments; null if no tasks are left
 * @param unseen whether there are results that went nowhere
 */
record NextSteps(
    String runId,
    String arguments,
    boolean failed,
    boolean retryable,
    @Nullable String toResume,
    boolean unseen) {

  /** Prints them, if standard error is a terminal. */
  void print(PrintWriter err) {
    if (Terminal.ofStandardError()) {
      err.println(new LabeledText("run", runId));
      List<String> commands = commands();
      for (int i = 0; i < commands.size(); i++) {
        // Not wrapped, so that it can be copied.
        err.println((i == 0 ? "next          " : "              ") + commands.get(i));
      }
    }
  }

  /** The commands, the most useful one first. */
  List<String> commands() {
    List<String> commands = new ArrayList<>();
    if (toResume != null) {
      commands.add("fanfare resume " + arguments + toResume);
    }
    if (unseen) {
      commands.add("fanfare show " + arguments + " --values");
    }
    if (failed) {
      commands.add("fanfare show " + arguments + " --failed");
    }
    if (retryable) {
      commands.add("fanfare retry-failed " + arguments);
    }
    commands.add("fanfare report " + arguments + " --open");
    return commands;
  }
}
