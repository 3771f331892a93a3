package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.Outcome;
import dev.fanfare.StoreException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.parallel.Parallel;
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
 * A run that was recorded: how it stands, what became of its tasks, and what {@link Parallel#resume(SavedRun,
 * Consumer)} needs to go on with it. Holds the store open until it is closed. One thread owns it.
 */
public final class SavedRun implements AutoCloseable {

  private final StoreLocation location;
  private final Runs runs;
  private final RunRecord record;
  private final Consumer<String> warnings;
  private final boolean retries;
  private SettledTasks settled;

  // The last session when the outcomes were looked through, and whether all had ended by then.
  private final int sessionsSeen;
  private boolean quiet;

  /** This process's own, if it has claimed the run. */
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
   * Opens a run and looks through its outcomes.
   *
   * @param run its id, a beginning of it that no other has, or {@value Runs#LAST}
   * @param retries whether tasks that have failed are to run again
   * @param warnings takes a line for each object of the store that is damaged, whose tasks are not settled then
   * @throws dev.fanfare.NoSuchRunException if there is none, or more than one
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

  /** What was asked for. */
  public Manifest manifest() {
    return record.manifest();
  }

  /** How it stands, by what lies in the store. */
  public RunSummary summary() {
    return RunSummary.of(record, settled);
  }

  /** Who has worked on it, in order. */
  public List<Session> sessions() {
    return record.sessions();
  }

  /** How a session ended; empty where nobody has written that down. */
  public Optional<Session.End> end(Session session) {
    return record.end(session);
  }

  /** Tasks in its job list, as far as that was taken. */
  public long tasks() {
    return manifest().tasks();
  }

  /** Tasks that have failed. */
  public long failed() {
    return settled.failed();
  }

  /** Tasks that are still to run: those without an outcome, and, if that was asked for, those that failed. */
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
   * Takes the run for this process. Until {@link #close}, or the end of the session in which it is gone
   * on with, no other process takes it.
   *
   * @param backend where its tasks will go
   * @param nJobs workers as asked for
   * @throws UnresumableRunException if another session may be under way
   */
  public void claim(String backend, int nJobs) {
    if (session == null) {
      Session claimed = record.begin(backend, nJobs);
      session = claimed;
      if (!quiet || claimed.number() != sessionsSeen + 1) {
        // Whoever worked on it meanwhile has left more than was seen.
        record.reload();
        refresh();
      }
    }
  }

  /** The session that this process has claimed the run with. */
  Session session() {
    return Objects.requireNonNull(session, "the run is not claimed");
  }

  /** The session was ended, and that has been written down. */
  void sessionEnded() {
    session = null;
    quiet = false;
  }

  /**
   * Lets a run through whose job list is known as a whole.
   *
   * @throws UnresumableRunException for any other
   */
  public void requireWholeList() {
    if (!manifest().taskListComplete()) {
      throw new UnresumableRunException("run " + manifest().runId() + " ended before its job list"
          + " was taken to its end: to be resumed, it needs the job list");
    }
    if (listIsDamaged()) {
      throw new UnresumableRunException(damaged() + "; to be resumed, the run needs the job list");
    }
  }

  private void requireSoundList() {
    if (listIsDamaged()) {
      throw new StoreException(damaged() + "; 'fanfare resume' with the job list repairs it", null);
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
   * Lets a run through all of whose tasks have an outcome.
   *
   * @throws StoreException for any other: some of its outcomes were lost
   */
  public void requireSettled() {
    long missing = tasks() - settled.settled();
    if (missing > 0) {
      throw new StoreException(
          missing + " of " + tasks() + " tasks of run " + manifest().runId()
              + " have no outcome in the store, although all have run: resume it once more",
          null);
    }
  }

  /**
   * Writes down that the sessions that have come to no end were killed: for those who know that nobody
   * works on the run, whatever its processes look like from here.
   */
  public void endOpenSessions() {
    Session.End end = new Session.End(Instant.now(), "KILLED", settled.settled(), settled.failed());
    record.sessions().stream()
        .filter(open -> record.end(open).isEmpty())
        .forEach(open -> record.end(open, end));
  }

  /**
   * Writes down that the sessions of other machines that have come to no end were killed. Whether they
   * were cannot be seen from here.
   */
  public void takeOver() {
    Session.End end = new Session.End(Instant.now(), "KILLED", settled.settled(), settled.failed());
    record.openElsewhere().forEach(open -> record.end(open, end));
  }

  /** Looks through the outcomes again. */
  public void refresh() {
    settled = record.settled(warnings);
  }

  /**
   * Compares the job list with the recorded one, whose session must be this process's. Where that was
   * not taken to its end, or is damaged, the rest is written down.
   *
   * @throws UnresumableRunException if it is another one; the message tells the first difference
   */
  public <T extends @Nullable Object> void takeList(Iterable<Delayed<T>> tasks) {
    takeList(tasks, () -> {});
  }

  /**
   * {@link #takeList(Iterable)} that can be stopped.
   *
   * @param wanted throws if it is, which may have ended the list
   */
  public <T extends @Nullable Object> void takeList(Iterable<Delayed<T>> tasks, Runnable wanted) {
    session();
    if (new RecordedList(record, wanted).complete(Source.of(tasks).tasks())) {
      refresh();
    }
  }

  /**
   * The tasks that are still to run, each with its index in the whole list.
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
   * Hands on what became of each task that is settled, in the order of the job list.
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

  /** The first tasks that failed, in the order of the job list, and no more than so many. */
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

  /** What the sessions took, all in all; those that were killed have left nothing to count but their outcomes. */
  public ElapsedReport report() {
    return ElapsedReport.total(
        manifest().runId(),
        manifest().backend(),
        settled.settled(),
        settled.failed(),
        record.reports(ElapsedReport.class));
  }

  /** Writes that down as the run's report. */
  public void writeReport() {
    record.report(report());
  }

  /** Lets go of the run, where this process has claimed it and not gone on with it. */
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
