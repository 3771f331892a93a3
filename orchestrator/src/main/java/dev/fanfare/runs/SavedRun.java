package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.Outcome;
import dev.fanfare.StoreException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run: its state, the outcomes of its tasks, and what
 * {@code Parallel.resume} needs to resume it. Keeps the store open until it is
 * closed. Not thread-safe.
 */
public final class SavedRun implements AutoCloseable {

  private final StoreLocation location;
  private final Runs runs;
  private final RunRecord record;
  private final Consumer<String> warnings;
  private final boolean retries;
  private SettledTasks settled;

  // The last session when the outcomes were read, and whether all sessions had ended by then.
  private final int sessionsSeen;
  private boolean quiet;

  /** This process's session, if it has claimed the run. */
  private @Nullable Session session;

  private SavedRun(
      StoreLocation location,
      Runs runs,
      RunRecord record,
      Consumer<String> warnings,
      boolean retries) {
    this.location = location;
    this.runs = runs;
    this.record = record;
    this.warnings = warnings;
    this.retries = retries;
    List<Session> before = record.sessions();
    this.sessionsSeen = before.isEmpty() ? 0 : before.get(before.size() - 1).number();
    this.quiet = record.underWay().isEmpty();
    this.settled = record.settled(warnings);
  }

  /**
   * Opens a run and reads its outcomes.
   *
   * @param run run id, a unique prefix of it, or {@value Runs#LAST}
   * @param retries whether failed tasks are to run again
   * @param warnings receives a line for each damaged object in the store; its tasks count as not
   *     settled
   * @throws dev.fanfare.NoSuchRunException if there is none, or several
   */
  public static SavedRun open(
      StoreLocation location, String run, boolean retries, Consumer<String> warnings) {
    Runs runs = Runs.in(location);
    try {
      RunRecord found = runs.find(
          run, damaged -> warnings.accept("ignored run " + damaged.runId() + ": " + damaged.why()));
      return new SavedRun(location, runs, found, warnings, retries);
    } catch (RuntimeException e) {
      runs.close();
      throw e;
    }
  }

  /** The manifest. */
  public Manifest manifest() {
    return record.manifest();
  }

  /** The counts and state, from the outcomes in the store. */
  public RunSummary summary() {
    return RunSummary.of(record, settled);
  }

  /** Its sessions, in order. */
  public List<Session> sessions() {
    return record.sessions();
  }

  /** How a session ended; empty if that was not recorded. */
  public Optional<Session.End> end(Session session) {
    return record.end(session);
  }

  /** The number of tasks in its job list, as far as it was read. */
  public long tasks() {
    return manifest().tasks();
  }

  /** The number of failed tasks. */
  public long failed() {
    return settled.failed();
  }

  /** The number of tasks to run: those without an outcome and, if requested, failed ones. */
  public long unsettled() {
    return tasks() - settled.settled() + (retries ? settled.failed() : 0);
  }

  StoreLocation location() {
    return location;
  }

  RunRecord record() {
    return record;
  }

  boolean retries() {
    return retries;
  }

  /**
   * Claims the run for this process. No other process can claim it until {@link #close} or the end
   * of the session that resumes it.
   *
   * @param backend backend that will run its tasks
   * @param nJobs workers as asked for
   * @throws UnresumableRunException if another session may be running
   */
  public void claim(String backend, int nJobs) {
    if (session == null) {
      Session claimed = record.begin(backend, nJobs);
      session = claimed;
      if (!quiet || claimed.number() != sessionsSeen + 1) {
        // Another session may have added outcomes since they were read.
        record.reload();
        refresh();
      }
    }
  }

  /** The session with which this process has claimed the run. */
  Session session() {
    return Objects.requireNonNull(session, "the run is not claimed");
  }

  /** Called when the session has ended and its end is recorded. */
  void sessionEnded() {
    session = null;
    quiet = false;
  }

  /**
   * Checks that the whole job list is known.
   *
   * @throws UnresumableRunException if it is not
   */
  public void requireWholeList() {
    if (!manifest().taskListComplete()) {
      throw new UnresumableRunException("run " + manifest().runId() + " stopped before its job list"
          + " was read to its end; pass the job list to resume it");
    }
    if (listIsDamaged()) {
      throw new UnresumableRunException(damaged() + "; pass the job list to resume the run");
    }
  }

  private void requireSoundList() {
    if (listIsDamaged()) {
      throw new StoreException(
          damaged() + "; to repair it, run 'fanfare resume' with the job list", null);
    }
  }

  private boolean listIsDamaged() {
    return manifest().taskListComplete() && settled.recorded() != manifest().tasks();
  }

  private String damaged() {
    return "the recorded job list of run " + manifest().runId() + " is damaged: it has "
        + settled.recorded() + " of " + manifest().tasks() + " tasks";
  }

  /**
   * Checks that all tasks have an outcome.
   *
   * @throws StoreException if outcomes were lost
   */
  public void requireSettled() {
    long missing = tasks() - settled.settled();
    if (missing > 0) {
      throw new StoreException(
          missing + " of " + tasks() + " tasks of run " + manifest().runId()
              + " have no outcome in the store although all tasks ran; resume the run again",
          null);
    }
  }

  /**
   * Records all sessions without a recorded end as killed. For callers that know that no process is
   * working on the run.
   */
  public void endOpenSessions() {
    Session.End end = new Session.End(Instant.now(), "KILLED", settled.settled(), settled.failed());
    record.sessions().stream()
        .filter(open -> record.end(open).isEmpty())
        .forEach(open -> record.end(open, end));
  }

  /**
   * Records the sessions of other machines without a recorded end as killed. This machine cannot
   * check whether they were.
   */
  public void takeOver() {
    Session.End end = new Session.End(Instant.now(), "KILLED", settled.settled(), settled.failed());
    record.openElsewhere().forEach(open -> record.end(open, end));
  }

  /** Reads the outcomes again. */
  public void refresh() {
    settled = record.settled(warnings);
  }

  /**
   * Compares the job list with the recorded one. If the recorded one is incomplete or damaged,
   * records the rest. This process must have claimed the run.
   *
   * @throws UnresumableRunException if it differs; the message contains the first difference
   */
  public <T extends @Nullable Object> void takeList(Iterable<Delayed<T>> tasks) {
    takeList(tasks, () -> {});
  }

  /**
   * {@link #takeList(Iterable)} that can be stopped.
   *
   * @param wanted throws if it was stopped, which may have cut the list short
   */
  public <T extends @Nullable Object> void takeList(Iterable<Delayed<T>> tasks, Runnable wanted) {
    session();
    if (new RecordedList(record, wanted).complete(Source.of(tasks).tasks())) {
      refresh();
    }
  }

  /**
   * The tasks to run, each with its index in the whole list.
   *
   * @param retried whether they may run again if they fail
   */
  public Iterator<Task> remaining(boolean retried) {
    return new Remaining(record.tasks().lines(), retried);
  }

  private boolean isWanted(long index) {
    return !settled.isSettled(index) || (retries && settled.isFailed(index));
  }

  /**
   * Passes on the outcome of each settled task, in the order of the job list.
   *
   * @throws StoreException if the recorded job list is damaged
   */
  public void forEach(Consumer<? super Outcome<@Nullable Object>> action) {
    requireSoundList();
    SavedOutcomes outcomes = record.outcomes(settled);
    Iterator<String> lines = record.tasks().lines();
    for (long index = 0; lines.hasNext(); index++) {
      String line = lines.next();
      if (settled.isSettled(index)) {
        Delayed<@Nullable Object> call = Codec.readJob(line);
        action.accept(Outcome.of(call, outcomes.get(index, call.returnType())));
      }
    }
  }

  /** The first failed tasks in the order of the job list, up to that many. */
  public List<Outcome<@Nullable Object>> failures(int most) {
    SavedOutcomes outcomes = record.outcomes(settled);
    Iterator<String> lines = record.tasks().lines();
    List<Outcome<@Nullable Object>> found = new ArrayList<>();
    long wanted = Math.min(most, failed());
    for (long index = 0; found.size() < wanted && lines.hasNext(); index++) {
      String line = lines.next();
      if (settled.isFailed(index)) {
        Delayed<@Nullable Object> call = Codec.readJob(line);
        found.add(Outcome.of(call, outcomes.get(index, call.returnType())));
      }
    }
    return found;
  }

  /** The total times of all sessions. Killed sessions contribute only their outcomes. */
  public ElapsedReport report() {
    return ElapsedReport.total(
        manifest().runId(),
        manifest().backend(),
        settled.settled(),
        settled.failed(),
        record.reports(ElapsedReport.class));
  }

  /** Records {@link #report} as the report of the run. */
  public void writeReport() {
    record.report(report());
  }

  /** Releases the run if this process has claimed but not resumed it, and closes the store. */
  @Override
  public void close() {
    try {
      if (session != null) {
        record.end(
            session,
            new Session.End(Instant.now(), "NOT_RESUMED", settled.settled(), settled.failed()));
        session = null;
      }
    } finally {
      runs.close();
    }
  }

  private final class Remaining implements Iterator<Task> {
    private final Iterator<String> lines;
    private final boolean retried;
    private long next;
    private @Nullable Task found;

    Remaining(Iterator<String> lines, boolean retried) {
      this.lines = lines;
      this.retried = retried;
    }

    @Override
    public boolean hasNext() {
      while (found == null && lines.hasNext()) {
        String line = lines.next();
        if (isWanted(next)) {
          found = TaskRecorder.digested(new Task(next, Codec.readJob(line)), line, retried);
        }
        next++;
      }
      return found != null;
    }

    @Override
    public Task next() {
      if (!hasNext() || found == null) {
        throw new NoSuchElementException();
      }
      Task task = found;
      found = null;
      return task;
    }
  }
}
