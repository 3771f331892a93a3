package dev.fanfare.cli;

import dev.fanfare.runs.SavedRun;
import dev.fanfare.runs.Session;
import dev.fanfare.runs.Try;
import dev.fanfare.worker.TaskOutput;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare logs}: prints what tasks have printed. */
@Command(
    name = "logs",
    sortOptions = false,
    description = {
      "Prints what the tasks of a run have printed, tries that failed included.",
      "Recorded are the first 16 KB of each try on processes and lambda. What tasks on threads and "
          + "sequential print goes to the command's own output and is not recorded."
    },
    footer = {"", "Examples:", "  fanfare logs last", "  fanfare logs last 17"})
final class LogsCommand implements Runnable {

  @Parameters(index = "0", paramLabel = "RUN", description = Store.RUN)
  private String run = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TASK",
      description = "Index of a task. Without it, the lines of all tasks, each with its index.")
  private @Nullable Long task;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Store store;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private boolean printed;
  private boolean cut;

  @Override
  public void run() {
    PrintWriter err = spec.commandLine().getErr();
    try (SavedRun recorded = SavedRun.openToRead(store.existing(), run, err::println)) {
      if (task != null) {
        recorded.requireTask(task);
      }
      recorded.forEachTry(this::print);
      if (!printed) {
        err.println(
            task == null ? "no output is recorded" : "no output of task " + task + " is recorded");
      }
      if (cut) {
        err.println("cut: only the first 16 KB that a task prints are recorded");
      }
      otherPlaces(recorded.sessions().all()).ifPresent(err::println);
    }
  }

  private void print(Try each) {
    long index = each.outcome().index();
    String output = each.outcome().output();
    if (output.isEmpty() || (task != null && task != index)) {
      return;
    }
    printed = true;
    cut |= output.getBytes(StandardCharsets.UTF_8).length >= TaskOutput.MOST_BYTES;
    PrintWriter out = spec.commandLine().getOut();
    output
        .lines()
        .forEach(line -> out.println(task == null ? "task " + index + ": " + line : line));
  }

  /** Where else tasks may have printed to. */
  private static Optional<String> otherPlaces(List<Session> sessions) {
    return sessions.stream()
        .flatMap(session -> session.logs().stream())
        .reduce((first, last) -> last);
  }
}
