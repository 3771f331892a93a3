package dev.fanfare.cli;

import dev.fanfare.LabeledText;
import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.RunSummary;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.runs.Session;
import dev.fanfare.wire.Codec;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare show}: shows a run and its results. */
@Command(
    name = "show",
    sortOptions = false,
    description = {
      "Shows a run: its state, options, sessions and failed tasks.",
      "With --out or --values, also writes the available results as 'run' does."
    },
    footer = {
      "",
      "Examples:",
      "  fanfare show last --out results.jsonl",
      "  fanfare show last --failed",
      "  fanfare show last --task 17"
    })
final class ShowCommand implements Runnable {

  @Parameters(paramLabel = "RUN", description = Store.RUN)
  private String run = "";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Store store;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File for results; '-' is standard output.")
  private @Nullable String out;

  @Option(
      names = "--values",
      description = "Write bare values, to standard output unless --out is set.")
  private boolean values;

  @Option(names = "--failed", description = "List all failed tasks instead, one line each.")
  private boolean failed;

  @Option(
      names = "--task",
      paramLabel = "N",
      description = "Show one task instead: call, outcome, tries and what it printed.")
  private @Nullable Long task;

  @Option(
      names = "--json",
      description = "Print the state of the run as JSON; with --failed or --task, the results of "
          + "these tasks as 'run' writes them.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    if ((failed ? 1 : 0) + (task == null ? 0 : 1) + (values || out != null ? 1 : 0) > 1) {
      throw new IllegalArgumentException(
          "give only one of --failed, --task, and --out or --values");
    }
    if (json && values && out == null) {
      throw new IllegalArgumentException("--values requires --out if --json is set");
    }
    if (out != null && !out.equals("-")) {
      store.requireOutside("--out", LocalFile.of("--out", out));
    }
    PrintWriter err = spec.commandLine().getErr();
    try (SavedRun recorded = SavedRun.openToRead(store.existing(), run, err::println)) {
      if (failed) {
        listFailures(recorded);
      } else if (task != null) {
        show(recorded, task);
      } else {
        show(recorded, out == null && values ? "-" : out);
      }
    }
  }

  private void listFailures(SavedRun recorded) {
    PrintWriter to = spec.commandLine().getOut();
    if (recorded.failed() == 0) {
      spec.commandLine()
          .getErr()
          .println("no task of run " + recorded.manifest().runId() + " has failed");
    }
    recorded.forEachFailure(outcome -> {
      if (json) {
        to.println(Results.line(outcome));
      } else {
        Failures.line(outcome).ifPresent(to::println);
      }
    });
  }

  private void show(SavedRun recorded, long index) {
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      recorded
          .outcomeOf(recorded.task(index))
          .map(Results::line)
          .ifPresentOrElse(to::println, () -> {
            throw new IllegalArgumentException("task " + index + " has no outcome yet");
          });
    } else {
      TaskDetails.of(recorded, index).print(to);
    }
  }

  private void show(SavedRun recorded, @Nullable String destination) {
    Failures failures = new Failures("");
    try (Results results = Results.allTo(destination, values)) {
      results.writeAll(recorded, failures);
    }
    PrintWriter err = spec.commandLine().getErr();
    // If results go to standard output, nothing else does.
    PrintWriter text = "-".equals(destination) ? err : spec.commandLine().getOut();
    tell(recorded, text);
    failures.printFirstLines(
        json ? err : text, store.listingFailures(recorded.manifest().runId()));
  }

  private void tell(SavedRun recorded, PrintWriter to) {
    RunSummary summary = recorded.summary();
    if (json) {
      to.println(Codec.toJson(RunsCommand.fields(summary)));
      return;
    }
    Manifest manifest = recorded.manifest();
    line(to, "run", manifest.runId() + ", " + summary.state());
    line(to, "created", time(manifest.created()) + ", fanfare " + manifest.fanfare());
    line(to, "options", options(manifest));
    line(to, "kernels", String.join(", ", manifest.kernels()));
    line(
        to,
        "tasks",
        manifest.tasks()
            + (manifest.taskListComplete() ? "" : " (the job list was not read to its end)") + ", "
            + summary.settled() + " settled, " + summary.failed() + " failed");
    recorded.sessions().all().forEach(session -> tell(recorded, session, to));
  }

  private static void line(PrintWriter to, String label, String text) {
    to.println(Columns.fit(new LabeledText(label, text)));
  }

  /** The options that a run was started with. */
  static String options(Manifest manifest) {
    return "backend " + manifest.backend() + ", nJobs " + manifest.nJobs() + ", batchSize "
        + manifest.batchSize() + ", preDispatch " + manifest.preDispatch() + ", seed "
        + manifest.seed();
  }

  private static Instant time(Instant exact) {
    return exact.truncatedTo(ChronoUnit.SECONDS);
  }

  private static void tell(SavedRun recorded, Session session, PrintWriter to) {
    String end = recorded
        .sessions()
        .end(session)
        .map(over -> "ended " + time(over.ended()) + ": " + over.reason())
        .orElse("no end");
    line(
        to,
        "session " + session.number(),
        time(session.started()) + " on " + session.host() + ", process " + session.pid() + ", "
            + session.backend() + ", nJobs " + session.nJobs() + "; " + end);
  }
}
