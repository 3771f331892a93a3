package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.JobList;
import dev.fanfare.StoreException;
import dev.fanfare.backend.Backend;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a session of a run down as it goes. One thread at a time; the backend that it makes is thread-safe. */
public final class Journal {

  private final StoreLocation location;
  private final RunRecord run;
  private final Session session;
  private final long settledBefore;
  private final long failedBefore;
  private final boolean retried;
  private final Runnable release;
  private @Nullable TaskRecorder recorder;
  private boolean ended;

  private Journal(
      StoreLocation location,
      RunRecord run,
      Session session,
      long settledBefore,
      long failedBefore,
      boolean retried,
      Runnable release) {
    this.location = location;
    this.run = run;
    this.session = session;
    this.settledBefore = settledBefore;
    this.failedBefore = failedBefore;
    this.retried = retried;
    this.release = release;
  }

  /**
   * Begins the record of a new run.
   *
   * @param retried whether tasks that fail may run again
   */
  public static Journal start(StoreLocation location, Manifest manifest, boolean retried) {
    ObjectStore objects = location.open();
    try {
      RunRecord run = RunRecord.create(objects, manifest);
      Session session = run.begin(manifest.backend(), manifest.nJobs());
      return new Journal(location, run, session, 0, 0, retried, objects::close);
    } catch (RuntimeException e) {
      objects.close();
      throw e;
    }
  }

  /**
   * Goes on with a run that is claimed, and stays its opener's to close.
   *
   * @param retried whether tasks that fail may run again
   */
  public static Journal resume(SavedRun saved, boolean retried) {
    return new Journal(
        saved.location(),
        saved.record(),
        saved.session(),
        saved.tasks() - saved.unsettled(),
        saved.retries() ? 0 : saved.failed(),
        retried,
        saved::sessionEnded);
  }

  /** Where it is written. */
  public StoreLocation location() {
    return location;
  }

  /** The run. */
  public String runId() {
    return run.manifest().runId();
  }

  /** Tasks that had returned before this session. */
  public long succeededBefore() {
    return settledBefore - failedBefore;
  }

  /** Tasks that had failed before it, and do not run again. */
  public long failedBefore() {
    return failedBefore;
  }

  public long firstBatch() {
    return session.firstBatch();
  }

  /**
   * The tasks of a new run, which are written down: now where they are there already, else as they are
   * taken.
   *
   * @param wanted throws if the run is stopped, which may have ended the list
   * @throws IllegalArgumentException if one cannot be written down
   */
  public <T> Source source(Iterable<Delayed<T>> tasks, Runnable wanted) {
    boolean begun = false;
    try {
      TaskRecorder list = TaskRecorder.of(run);
      Source source = Source.of(tasks);
      if (isKnown(tasks)) {
        source.tasks().forEachRemaining(task -> list.add(task, TaskRecorder.line(task)));
        wanted.run();
        list.complete();
      } else {
        recorder = list;
      }
      Source recorded = isKnown(tasks)
          ? digested(Source.of(tasks))
          : new Source(list.recorded(source.tasks(), retried), source.length());
      begun = true;
      return recorded;
    } finally {
      // Whatever the list throws, of whatever kind: there is no run.
      if (!begun) {
        run.abandon(session);
        release.run();
      }
    }
  }

  private Source digested(Source source) {
    Iterator<Task> tasks = source.tasks();
    Iterator<Task> digested = new Iterator<>() {
      @Override
      public boolean hasNext() {
        return tasks.hasNext();
      }

      @Override
      public Task next() {
        Task task = tasks.next();
        return TaskRecorder.digested(task, TaskRecorder.line(task), retried);
      }
    };
    return new Source(digested, source.length());
  }

  private static boolean isKnown(Iterable<?> tasks) {
    return tasks instanceof Collection<?> || tasks.getClass() == JobList.class;
  }

  /**
   * A backend whose outcomes are in the store when it returns them.
   *
   * @param kept whether they are there anyway
   * @param failed is told if one cannot be written
   * @param broken whether a stop has interrupted the thread that runs the tasks
   */
  public Backend backend(
      Backend backend, boolean kept, Consumer<RuntimeException> failed, BooleanSupplier broken) {
    return kept ? backend : new JournalingBackend(backend, run, failed, broken);
  }

  /** Writes down outcomes that no worker has written. */
  public void write(Batch batch, List<TaskOutcome> outcomes) {
    BatchOutcome outcome = new BatchOutcome(
        batch.runId(), batch.number(), batch.attempt(), WorkerInfo.UNKNOWN, outcomes);
    run.settle(outcome, batch.returnTypes());
  }

  /**
   * Ends the session. What cannot be written then is told, and left: the outcomes are there, and say how
   * the run stands.
   */
  public void end(String reason, ElapsedReport report, Consumer<String> warnings) {
    if (ended) {
      return;
    }
    ended = true;
    long settled = settledBefore + report.tasks();
    long failed = failedBefore + report.failed();
    try {
      // Each for itself: what cannot be written must not keep the rest from it.
      write(warnings, () -> {
        if (recorder != null) {
          recorder.stop();
        }
      });
      write(warnings, () -> run.report(session, report));
      write(
          warnings,
          () -> run.end(session, new Session.End(Instant.now(), reason, settled, failed)));
    } finally {
      release.run();
    }
  }

  private void write(Consumer<String> warnings, Runnable part) {
    try {
      part.run();
    } catch (StoreException e) {
      warnings.accept("the end of run " + runId() + " could not be recorded: " + e.getMessage());
    }
  }
}
