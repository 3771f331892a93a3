package dev.fanfare.cli;

import dev.fanfare.Completion.Reason;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.RunSummary;
import dev.fanfare.runs.RunSummary.State;
import dev.fanfare.runs.Runs;
import dev.fanfare.runs.Session;
import dev.fanfare.runs.Sessions;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare cancel}: stops a run that another process works on. */
@Command(
    name = "cancel",
    sortOptions = false,
    description = {
      "Stops a run that another process is working on, here or on another machine, and waits until it "
          + "has ended.",
      "Tasks that have not settled do not count as failed; 'resume' runs them."
    },
    footer = {
      "",
      "Examples:",
      "  fanfare cancel last",
      "  fanfare cancel 2026-01-01T060000Z-nightly --store s3://bucket"
    })
final class CancelCommand implements Callable<Integer> {

  private static final long MILLIS_BETWEEN_LOOKS = 200;
  private static final long NANOS = 1_000_000_000L;

  @Parameters(paramLabel = "RUN", description = Store.RUN)
  private String run = "";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait until the run has ended. Default: ${DEFAULT-VALUE}.")
  private int waitSeconds;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Store store;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    if (waitSeconds < 0) {
      throw new IllegalArgumentException("--wait must not be negative, got: " + waitSeconds);
    }
    try (Runs runs = Runs.in(store.existing())) {
      RunRecord found = runs.find(run, damaged -> err().println(damaged.told()));
      Sessions sessions = found.sessions();
      Optional<Session> session = sessions.underWay().or(sessions::openElsewhere);
      return session.isPresent() ? cancel(found, session.get()) : cancelBetweenSlices(found);
    }
  }

  private int cancel(RunRecord found, Session session) {
    found.sessions().cancel(session.number());
    Optional<Session.End> end = end(found.sessions(), session);
    if (end.isEmpty()) {
      err()
          .println("run " + found.runId() + " is told to stop, but has not ended yet: process "
              + session.pid() + " on " + session.host()
              + " ends after the tasks that cannot be interrupted. If it is gone, 'resume --take-over' runs"
              + " what is left");
      return ExitCode.CANNOT_GO_ON;
    }
    found.reload();
    return tell(found, end.get());
  }

  private int tell(RunRecord found, Session.End end) {
    String done = end.settled() + " of " + found.manifest().tasks()
        + (found.manifest().taskListComplete() ? "" : "+") + " tasks are done";
    if (!end.reason().equals(Reason.CANCELLED.name())) {
      err().println("run " + found.runId() + " ended before it was told to stop: " + done);
      return 0;
    }
    spec.commandLine().getOut().println("cancelled run " + found.runId() + ": " + done);
    err().println(store.howToResume(found.runId()));
    return 0;
  }

  /** No process works on the run now; of a scheduled one, the next slice will. */
  private int cancelBetweenSlices(RunRecord found) {
    State state = RunSummary.of(found).state();
    if (state == State.RUNNING) {
      // Its session began after it was looked for.
      err().println("fanfare: run " + found.runId() + " is just starting; try again");
      return ExitCode.BAD_INPUT;
    }
    if (state != State.INTERRUPTED || !found.isScheduled()) {
      err().println("fanfare: run " + found.runId() + " is not running, its state is: " + state);
      return ExitCode.BAD_INPUT;
    }
    found.sessions().cancel(found.sessions().last());
    spec.commandLine()
        .getOut()
        .println("cancelled run " + found.runId() + ": its execution ends with the next slice");
    err().println(store.howToResume(found.runId()));
    return 0;
  }

  private Optional<Session.End> end(Sessions sessions, Session session) {
    long startNanos = System.nanoTime();
    Optional<Session.End> end = sessions.end(session);
    while (end.isEmpty() && System.nanoTime() - startNanos < waitSeconds * NANOS) {
      pause();
      end = sessions.end(session);
    }
    return end;
  }

  private static void pause() {
    try {
      Thread.sleep(MILLIS_BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
