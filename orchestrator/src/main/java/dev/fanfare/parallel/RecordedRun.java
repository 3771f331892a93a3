package dev.fanfare.parallel;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.report.ElapsedReport;
import dev.fanfare.store.RecordedOutcomes;
import dev.fanfare.store.RunList;
import dev.fanfare.store.RunManifest;
import dev.fanfare.store.RunRecord;
import dev.fanfare.store.RunSummary;
import dev.fanfare.store.Session;
import dev.fanfare.store.SettledTasks;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.store.UnresumableRunException;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run that was recorded: how it stands, what became of its tasks, and what {@link Parallel#resume(RecordedRun,
 * Consumer)} needs to go on with it. Holds the store open until it is closed. One thread owns it.
 */
public final class RecordedRun implements AutoCloseable {

  private final StoreLocation location;
  private final RunList runs;
  private final RunRecord record;
  private final Consumer<String> warnings;
  private final boolean retries;
  private SettledTasks settled;

  private RecordedRun(
      StoreLocation location,
      RunList runs,
      RunRecord record,
      Consumer<String> warnings,
      boolean retries) {
    this.location = location;
    this.runs = runs;
    this.record = record;
    this.warnings = warnings;
    this.retries = retries;
    this.settled = record.settled(warnings);
  }

  /**
   * Opens a run and looks through its outcomes.
   *
   * @param run its id, a beginning of it that no other has, or {@value RunList#LAST}
   * @param retries whether tasks that have failed are to run again
   * @param warnings takes a line for each object of the store that is damaged, whose tasks are not settled then
   * @throws dev.fanfare.store.NoSuchRunException if there is none, or more than one
   */
  public static RecordedRun open(
      StoreLocation location, String run, boolean retries, Consumer<String> warnings) {
    RunList runs = RunList.in(location);
    try {
      return new RecordedRun(location, runs, runs.find(run), warnings, retries);
    } catch (RuntimeException e) {
      runs.close();
      throw e;
    }
  }

  /** What was asked for. */
  public RunManifest manifest() {
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
   * Lets a run through whose job list is known and that nobody works on.
   *
   * @throws UnresumableRunException for any other
   */
  public void requireResumable() {
    record.underWay().ifPresent(session -> {
      throw new UnresumableRunException(
          "run " + manifest().runId() + " is under way in process " + session.pid());
    });
    if (!manifest().taskListComplete()) {
      throw new UnresumableRunException("run " + manifest().runId() + " ended before its job list"
          + " was taken to its end: to be resumed, it needs the job list");
    }
  }

  /**
   * Writes down that the sessions that have come to no end were killed: for those who know that nobody
   * works on the run, whatever its processes look like from here.
   */
  public void endOpenSessions() {
    Session.End end = new Session.End(Instant.now(), "KILLED", settled.settled(), settled.failed());
    record.sessions().stream()
        .filter(session -> record.end(session).isEmpty())
        .forEach(session -> record.end(session, end));
  }

  /** Looks through the outcomes again. */
  void refresh() {
    settled = record.settled(warnings);
  }

  /**
   * Compares the job list with the recorded one. Where that was not taken to its end, the rest is
   * written down.
   *
   * @throws UnresumableRunException if it is another one; the message tells the first difference
   */
  public <T extends @Nullable Object> void check(Iterable<Delayed<T>> tasks) {
    Iterator<Task> now = Source.of(tasks).tasks();
    Iterator<String> before = record.tasks().lines();
    TaskRecorder whole = new TaskRecorder(record);
    boolean complete = manifest().taskListComplete();
    long index = 0;
    for (; before.hasNext() && now.hasNext(); index++) {
      Task task = now.next();
      check(index, before.next(), task);
      if (!complete) {
        whole.add(task);
      }
    }
    if (before.hasNext() || complete && now.hasNext()) {
      throw new UnresumableRunException("the job list of run " + manifest().runId() + " had "
          + (index + rest(before)) + " tasks, has " + (index + rest(now)) + " now");
    }
    if (!complete) {
      now.forEachRemaining(whole::add);
      whole.complete();
    }
  }

  private static long rest(Iterator<?> list) {
    long count = 0;
    for (; list.hasNext(); list.next()) {
      count++;
    }
    return count;
  }

  private void check(long index, String before, Task now) {
    if (!before.equals(TaskRecorder.line(now))) {
      throw new UnresumableRunException("the job list of run " + manifest().runId()
          + " has changed: task " + index + " was " + readable(before) + " and is " + now.call()
          + " now");
    }
  }

  private static String readable(String line) {
    try {
      return Codec.readJob(line).toString();
    } catch (FanfareException e) {
      return line;
    }
  }

  /** The tasks that are still to run, each with its index in the whole list. */
  Iterator<Task> remaining() {
    return new Remaining(record.tasks().lines());
  }

  private boolean isWanted(long index) {
    return !settled.isSettled(index) || retries && settled.isFailed(index);
  }

  /** Hands on what became of each task that is settled, in the order of the job list. */
  public void forEach(Consumer<? super Outcome<@Nullable Object>> action) {
    RecordedOutcomes outcomes = record.outcomes(settled);
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
    RecordedOutcomes outcomes = record.outcomes(settled);
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

  @Override
  public void close() {
    runs.close();
  }

  private final class Remaining implements Iterator<Task> {
    private final Iterator<String> lines;
    private long next;
    private @Nullable Task found;

    Remaining(Iterator<String> lines) {
      this.lines = lines;
    }

    @Override
    public boolean hasNext() {
      while (found == null && lines.hasNext()) {
        String line = lines.next();
        if (isWanted(next)) {
          found = new Task(next, Codec.readJob(line));
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
