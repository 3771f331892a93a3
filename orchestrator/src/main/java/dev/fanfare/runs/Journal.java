package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.JobList;
import dev.fanfare.StoreException;
import dev.fanfare.backend.Backend;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.report.Attempt;
import dev.fanfare.store.Await;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records a session of a run while it runs. Used by one thread at a time, except for {@link #isCancelled}; the backend that it
 * creates is thread-safe.
 */
public final class Journal {

  /** Longer lists are recorded as they are read: their digests would fill the memory. */
  private static final long MOST_AHEAD = 10_000_000;

  private static final long MOST_UNWRITTEN_BYTES = 8 << 20;

  private final StoreLocation location;
  private final RunRecord run;
  private final Session session;
  private final long settledBefore;
  private final long failedBefore;
  private final Map<Long, Integer> retriesBefore;
  private final boolean retried;
  private final Consumer<BatchOutcome> stored;
  private final Runnable release;
  private @Nullable TaskRecorder recorder;

  /** Where this process writes the outcomes; null if the workers store them. */
  private @Nullable SessionLog log;

  private final SpanLog spans;
  private boolean kept;
  private int lost;
  private boolean ended;

  // What writeLater has handed to the log.
  private CompletableFuture<Void> unwritten = CompletableFuture.completedFuture(null);
  private long unwrittenBytes;

  /**
   * Records a session of a run.
   *
   * @param settledBefore tasks that have an outcome and do not run again
   * @param failedBefore those of them that failed
   * @param retriesBefore how often earlier sessions have let unsettled tasks run again, where they did
   * @param retried whether failed tasks may run again
   * @param stored receives each outcome that is in an object of its own
   * @param release called when the session has ended
   */
  Journal(
      StoreLocation location,
      RunRecord run,
      Session session,
      long settledBefore,
      long failedBefore,
      Map<Long, Integer> retriesBefore,
      boolean retried,
      Consumer<BatchOutcome> stored,
      Runnable release) {
    this.location = location;
    this.run = run;
    this.session = session;
    this.settledBefore = settledBefore;
    this.failedBefore = failedBefore;
    this.retriesBefore = retriesBefore;
    this.retried = retried;
    this.stored = stored;
    this.release = release;
    this.spans = run.spanLog(session);
  }

  /**
   * Starts recording a new run.
   *
   * @param retried whether failed tasks may run again
   */
  public static Journal start(StoreLocation location, Manifest manifest, boolean retried) {
    ObjectStore objects = location.open();
    try {
      RunRecord run = RunRecord.create(objects, manifest);
      Session session = run.sessions().begin(manifest.backend(), manifest.nJobs());
      return new Journal(
          location, run, session, 0, 0, Map.of(), retried, outcome -> {}, objects::close);
    } catch (RuntimeException e) {
      objects.close();
      throw e;
    }
  }

  /** Where the run is recorded. */
  public StoreLocation location() {
    return location;
  }

  /** The run. */
  public String runId() {
    return run.runId();
  }

  /**
   * Whether another process has asked the session to stop. May be called by any thread.
   *
   * @throws StoreException if the store does not answer
   */
  public boolean isCancelled() {
    return run.sessions().isCancelled(session);
  }

  /** Tasks that returned in earlier sessions. */
  public long succeededBefore() {
    return settledBefore - failedBefore;
  }

  /** Tasks that failed in earlier sessions and do not run again. */
  public long failedBefore() {
    return failedBefore;
  }

  /** How often earlier sessions have let that unsettled task run again. */
  public int retriesBefore(long index) {
    return retriesBefore.getOrDefault(index, 0);
  }

  /** Whether this is the run's first session. */
  public boolean isNew() {
    return session.number() == 1;
  }

  /** The number of the session's first batch. */
  public long firstBatch() {
    return session.firstBatch();
  }

  /**
   * The tasks of a new run. Records them now if they are in memory, otherwise as they are read.
   *
   * @param wanted throws if the run was stopped, which may have cut the list short
   * @throws IllegalArgumentException if a task cannot be recorded
   */
  public <T> Source source(Iterable<Delayed<T>> tasks, Runnable wanted) {
    try {
      TaskRecorder list = TaskRecorder.of(run, retried);
      boolean fixed = (Iterable<?>) tasks instanceof JobList jobs && jobs.size() <= MOST_AHEAD;
      if (fixed || tasks instanceof Collection<?>) {
        list.addAll(Source.of(tasks), fixed, wanted);
      }
      recorder = list;
      return list.recorded(Source.of(tasks));
    } catch (Throwable t) {
      // Whatever the list throws, no run is left behind.
      run.abandon(session);
      release.run();
      throw t;
    }
  }

  /**
   * A backend that returns outcomes only after they are in the store. Records which function it invokes, because only then the cost
   * of a session that is killed is known.
   *
   * @param keeps whether the given backend already stores them
   * @param failed called if an outcome cannot be written
   * @param broken whether a stop interrupted the thread that runs the tasks
   */
  public Backend backend(
      Backend backend, boolean keeps, Consumer<RuntimeException> failed, BooleanSupplier broken) {
    backend.billed().ifPresent(function -> run.sessions().invokes(session, function));
    kept = keeps;
    if (kept) {
      return backend;
    }
    SessionLog outcomes = run.log(session);
    log = outcomes;
    return new JournalingBackend(backend, outcomes, failed, broken);
  }

  /** Records outcomes that neither a worker nor the backend has written. */
  public void write(Batch batch, List<TaskOutcome> outcomes) {
    BatchOutcome outcome = outcome(batch, outcomes);
    if (log == null) {
      Await.result(run.record(outcome, batch.returnTypes()));
      stored.accept(outcome);
    } else {
      Await.result(log.append(Codec.write(outcome, batch.returnTypes())));
    }
  }

  /**
   * Records outcomes that can be had again without computing them. They may be written later, at the
   * latest when the session ends.
   */
  public void writeLater(Batch batch, List<TaskOutcome> outcomes) {
    SessionLog to = log == null ? run.log(session) : log;
    log = to;
    byte[] json = Codec.write(outcome(batch, outcomes), batch.returnTypes());
    unwritten = to.append(json);
    unwrittenBytes += json.length;
    if (unwrittenBytes > MOST_UNWRITTEN_BYTES) {
      finishWriting();
    }
  }

  // The log is written in order.
  private void finishWriting() {
    Await.result(unwritten);
    unwrittenBytes = 0;
  }

  private static BatchOutcome outcome(Batch batch, List<TaskOutcome> outcomes) {
    return new BatchOutcome(
        batch.runId(), batch.number(), batch.attempt(), WorkerInfo.UNKNOWN, outcomes);
  }

  /** The outcome that a worker has stored for that attempt, if there is one that can be read. */
  public CompletableFuture<Optional<BatchOutcome>> stored(Batch batch) {
    return kept
        ? run.stored(batch).handle((outcome, error) -> Optional.ofNullable(outcome))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  /** An attempt has returned that outcome. */
  public void returned(BatchOutcome outcome) {
    if (kept) {
      stored.accept(outcome);
    }
  }

  /** Records the spans of an attempt. */
  public void write(Attempt attempt) {
    lost += attempt.lost() ? 1 : 0;
    spans.add(attempt);
  }

  /**
   * Ends the session. If its end cannot be recorded, prints a warning only: the state of the run
   * follows from its outcomes.
   *
   * @param reason see {@link Session.End}
   * @param underWay attempts that have not ended
   */
  public void end(String reason, ElapsedReport report, int underWay, Consumer<String> warnings) {
    if (!ended) {
      ended = true;
      try {
        writeEnd(reason, report, underWay + lost, warnings);
      } finally {
        release.run();
      }
    }
  }

  /** Deletes the record of a new run of which nothing has run and nothing could. */
  public void discard(Consumer<String> warnings) {
    if (!ended) {
      ended = true;
      try {
        write(warnings, () -> run.abandon(session));
      } finally {
        release.run();
      }
    }
  }

  // Each part separately, so that a failure does not prevent the others.
  private void writeEnd(
      String reason, ElapsedReport report, int unanswered, Consumer<String> warnings) {
    if (recorder != null && recorder.neverStarted()) {
      write(warnings, () -> run.abandon(session));
      return;
    }
    if (run.isDeleted()) {
      // What is written now would be a run without a beginning.
      warnings.accept("run " + runId() + " was deleted while it was running");
      return;
    }
    long settled = settledBefore + report.tasks();
    long failed = failedBefore + report.failed();
    if (recorder != null) {
      write(warnings, recorder::stop);
    }
    write(warnings, this::finishWriting);
    spans.close(warnings);
    write(warnings, () -> run.report(session, report));
    write(warnings, () -> run.sessions().end(session, reason, settled, failed, unanswered));
  }

  private void write(Consumer<String> warnings, Runnable part) {
    try {
      part.run();
    } catch (StoreException e) {
      warnings.accept("cannot record the end of run " + runId() + ": " + e.getMessage());
    }
  }
}
