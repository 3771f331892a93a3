package dev.fanfare.runs;

import dev.fanfare.Completion.Reason;
import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.Outcome;
import dev.fanfare.StoreException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.report.Attempt;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
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
  private final Use use;

  private final GatheredOutcomes outcomes;

  // The last session when the outcomes were read, and whether all sessions had ended by then.
  private final int sessionsSeen;
  private boolean quiet;

  /** This process's session, if it has claimed the run. */
  private @Nullable Session session;

  /** The last session of this process that has ended and left no index yet; 0 if there is none. */
  private int ended;

  private SavedRun(
      StoreLocation location, Runs runs, RunRecord record, Consumer<String> warnings, Use use) {
    this.location = location;
    this.runs = runs;
    this.record = record;
    this.use = use;
    this.sessionsSeen = record.sessions().last();
    this.quiet = record.sessions().underWay().isEmpty();
    this.outcomes = new GatheredOutcomes(record, use.indexed(), warnings);
  }

  /**
   * What it is opened for.
   *
   * @param retries whether failed tasks are to run again
   * @param indexed whether an index of an earlier session is used
   * @param calls whether its kernels can be called, so that its values must have their types
   */
  private record Use(boolean retries, boolean indexed, boolean calls) {}

  private SettledTasks settled() {
    return outcomes.settled();
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
    return open(location, run, warnings, new Use(retries, /* indexed= */ false, /* calls= */ true));
  }

  /**
   * {@link #open} of a run that is only looked at, so this process need not have its kernels. Without a kernel, or if
   * the recorded arguments or value do not fit it any more, calls have only their text, and values are JSON.
   */
  public static SavedRun openToRead(StoreLocation location, String run, Consumer<String> warnings) {
    Use use = new Use(/* retries= */ false, /* indexed= */ false, /* calls= */ false);
    return open(location, run, warnings, use);
  }

  /**
   * {@link #open} of a run that is to be resumed: takes what an earlier session has read from its index,
   * and reads only the other outcomes.
   */
  public static SavedRun openToResume(
      StoreLocation location, String run, boolean retries, Consumer<String> warnings) {
    return open(location, run, warnings, new Use(retries, /* indexed= */ true, /* calls= */ true));
  }

  private static SavedRun open(
      StoreLocation location, String run, Consumer<String> warnings, Use use) {
    Runs runs = Runs.in(location);
    try {
      RunRecord found = runs.find(run, damaged -> warnings.accept(damaged.told()));
      return new SavedRun(location, runs, found, warnings, use);
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
    return RunSummary.of(record, settled());
  }

  /** Its sessions. */
  public Sessions sessions() {
    return record.sessions();
  }

  /** The number of tasks in its job list, as far as it was read. */
  public long tasks() {
    return manifest().tasks();
  }

  /** The number of tasks that have an outcome. */
  public long settledTasks() {
    return settled().settled();
  }

  /** The number of failed tasks. */
  public long failed() {
    return settled().failed();
  }

  /** The number of tasks to run: those without an outcome and, if requested, failed ones. */
  public long unsettled() {
    return tasks() - settled().settled() + (use.retries() ? settled().failed() : 0);
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
      session = sessions().begin(backend, nJobs);
      if (!quiet || claimed().number() != sessionsSeen + 1) {
        // Another session may have added outcomes since they were read.
        record.reload();
        outcomes.readAgain();
      }
      if (unsettled() == 0) {
        // Its results may be damaged, which an index does not tell.
        outcomes.readAll();
      }
    }
  }

  private Session claimed() {
    return Objects.requireNonNull(session, "the run is not claimed");
  }

  /**
   * Records the session that resumes the run. This process must have claimed the run.
   *
   * @param retried whether failed tasks may run again
   */
  public Journal journal(boolean retried) {
    return new Journal(
        location,
        record,
        claimed(),
        /* settledBefore= */ tasks() - unsettled(),
        /* failedBefore= */ use.retries() ? 0 : failed(),
        settled().retries(),
        retried,
        settled()::add,
        this::sessionEnded);
  }

  private void sessionEnded() {
    ended = claimed().number();
    session = null;
    quiet = false;
  }

  private RecordedList list() {
    return new RecordedList(record, settled().recorded());
  }

  /**
   * Checks that all tasks have an outcome.
   *
   * @throws StoreException if outcomes were lost
   */
  public void requireSettled() {
    outcomes.readAll();
    long missing = tasks() - settled().settled();
    if (missing > 0) {
      throw new StoreException(
          missing + " of " + tasks() + " tasks of run " + record.runId()
              + " have no outcome in the store although all tasks ran; resume the run again",
          null);
    }
  }

  /**
   * Records all sessions without a recorded end as killed. For callers that know that no process is
   * working on the run.
   */
  public void endOpenSessions() {
    sessions().killAll(settled());
  }

  /**
   * Records the sessions of other machines without a recorded end as killed. This machine cannot
   * check whether they were.
   */
  public void takeOver() {
    sessions().killElsewhere(settled());
  }

  /** Reads the outcomes that were stored since, and leaves an index for later sessions. */
  public void refresh() {
    outcomes.readOn();
    if (ended > 0 && manifest().taskListComplete() && !list().isDamaged() && !record.isDeleted()) {
      outcomes.index(ended);
    }
    ended = 0;
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
    claimed();
    if (TaskRecorder.takeList(record, Source.of(tasks).tasks(), wanted)) {
      outcomes.readAgain();
    }
  }

  /**
   * The tasks to run, each with its index in the whole list.
   *
   * @param mostRetries how often a task may run again after a failure, in all sessions together
   * @throws UnresumableRunException if the whole job list is not known
   */
  public Source remaining(int mostRetries) {
    list().requireWhole();
    Map<Long, Integer> before = settled().retries();
    // Outcomes that are added meanwhile are none of the business of the thread that reads the list.
    BitSet wanted = new BitSet();
    LongStream.range(0, tasks()).filter(this::isWanted).forEach(index -> wanted.set((int) index));
    return new Source(
        record
            .tasks()
            .tasks(
                index -> wanted.get((int) index),
                index -> before.getOrDefault(index, 0) < mostRetries),
        OptionalLong.of(unsettled()));
  }

  private boolean isWanted(long index) {
    return !settled().isSettled(index) || (use.retries() && settled().isFailed(index));
  }

  /**
   * Passes on the outcome of each settled task, in the order of the job list.
   *
   * @throws StoreException if the recorded job list is damaged
   */
  public void forEach(Consumer<? super Outcome<@Nullable Object>> action) {
    outcomes.readAll();
    list().requireSound();
    recorded(settled()::isSettled).forEachRemaining(task -> action.accept(outcome(task)));
  }

  /** The first failed tasks in the order of the job list, up to that many. */
  public List<Outcome<@Nullable Object>> failures(int most) {
    List<Outcome<@Nullable Object>> found = new ArrayList<>();
    Iterator<Task> failed = recorded(settled()::isFailed);
    long wanted = Math.min(most, failed());
    while (found.size() < wanted && failed.hasNext()) {
      found.add(outcome(failed.next()));
    }
    return found;
  }

  /** Passes on the outcome of each failed task, in the order of the job list. */
  public void forEachFailure(Consumer<? super Outcome<@Nullable Object>> action) {
    recorded(settled()::isFailed).forEachRemaining(task -> action.accept(outcome(task)));
  }

  /** Passes on each recorded try of its tasks, session by session, in the order in which they were stored. */
  public void forEachTry(Consumer<? super Try> action) {
    sessions()
        .numbers()
        .forEach(session -> record.outcomes(
            session,
            batch -> batch
                .tasks()
                .forEach(task -> action.accept(
                    new Try(batch.number(), batch.attempt(), batch.worker(), task)))));
  }

  /**
   * The task at that index of the job list.
   *
   * @throws IllegalArgumentException if there is none
   * @throws StoreException if the recorded job list is damaged
   * @throws dev.fanfare.kernel.FanfareException if its kernel cannot be called in this process, unless the run was
   *     {@linkplain #openToRead opened to read}
   */
  public Task task(long index) {
    list().requireSound();
    Iterator<Task> found = recorded(each -> each == index);
    if (index < 0 || !found.hasNext()) {
      throw noTask(index);
    }
    return found.next();
  }

  /**
   * Checks that the job list has a task at that index.
   *
   * @throws IllegalArgumentException if there is none
   */
  public void requireTask(long index) {
    if (index < 0 || index >= tasks()) {
      throw noTask(index);
    }
  }

  private IllegalArgumentException noTask(long index) {
    return new IllegalArgumentException(
        "run " + record.runId() + " has no task " + index + "; " + list().range());
  }

  /** The outcome of a task of this run, if it has settled. */
  public Optional<Outcome<@Nullable Object>> outcomeOf(Task task) {
    return settled().isSettled(task.index()) ? Optional.of(outcome(task)) : Optional.empty();
  }

  private Iterator<Task> recorded(LongPredicate which) {
    return use.calls()
        ? record.tasks().tasks(which, /* retried= */ index -> false)
        : record.tasks().readable(which);
  }

  @SuppressWarnings("unchecked") // A recorded call may return anything.
  private Outcome<@Nullable Object> outcome(Task task) {
    Delayed<@Nullable Object> call = (Delayed<@Nullable Object>) task.call();
    TaskOutcome outcome = use.calls()
        ? settled().outcome(task.index(), call.returnType())
        : Codec.legible(settled().undecoded(task.index()), call);
    return Outcome.of(call, outcome);
  }

  /** When its attempts and tasks ran; see {@link Spans}. */
  public Iterable<Attempt> spans() {
    return record.spans();
  }

  /** The calls of these tasks as text. */
  public Map<Long, String> names(Set<Long> indices) {
    Map<Long, String> names = new HashMap<>();
    recorded(indices::contains)
        .forEachRemaining(task -> names.put(task.index(), task.call().toString()));
    return names;
  }

  /** The total times of all sessions; of those without a report, what their outcomes and spans say. */
  public ElapsedReport report() {
    return new SessionReports(record).total(settled());
  }

  /** The numbers of its sessions that have no report, because they were killed or are still running; not of those that ran nothing. */
  public List<Integer> unreported() {
    return new SessionReports(record).missing();
  }

  /** Records the report as a page in the run's folder, and returns where it is: a path or an S3 URI. */
  public String writePage(String html) {
    String key = record.page(html);
    return location instanceof StoreLocation.Folder folder
        ? folder.path().resolve(key).toString()
        : location + key;
  }

  /** What its sessions that have ended are billed for. */
  public LambdaUse billed() {
    return new BilledSessions(record).use(session);
  }

  /** Records {@link #report} as the report of the run. */
  public void writeReport() {
    record.report(report());
  }

  /** Releases the run if this process has claimed but not resumed it, and closes the store. */
  @Override
  public void close() {
    Session claimed = session;
    session = null;
    try {
      if (claimed != null) {
        sessions()
            .end(
                claimed,
                Reason.NOT_RESUMED.name(),
                settled().settled(),
                settled().failed(),
                /* unanswered= */ 0);
      }
    } finally {
      runs.close();
    }
  }
}
