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

/**
 * Records a session of a run while it runs. Used by one thread at a time; the backend that it
 * creates is thread-safe.
 */
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

  /** Whether the first task of a list was refused while it was read. Then no run is left behind. */
  private volatile boolean neverStarted;

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
   * Starts recording a new run.
   *
   * @param retried whether failed tasks may run again
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
   * Continues a run that is already claimed; the caller still has to close it.
   *
   * @param retried whether failed tasks may run again
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

  /** Where the run is recorded. */
  public StoreLocation location() {
    return location;
  }

  /** The run. */
  public String runId() {
    return run.manifest().runId();
  }

  /** Tasks that returned in earlier sessions. */
  public long succeededBefore() {
    return settledBefore - failedBefore;
  }

  /** Tasks that failed in earlier sessions and do not run again. */
  public long failedBefore() {
    return failedBefore;
  }

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
    boolean begun = false;
    try {
      TaskRecorder list = TaskRecorder.of(run);
      Source source = Source.of(tasks);
      boolean known = isKnown(tasks);
      if (known) {
        source.tasks().forEachRemaining(task -> list.add(task, TaskRecorder.line(task)));
        if (source.length().isPresent() && source.length().getAsLong() != list.taken()) {
          wanted.run();
        }
        list.complete();
      } else {
        recorder = list;
      }
      Source recorded = known ? digested(Source.of(tasks), null) : digested(source, list);
      begun = true;
      return recorded;
    } finally {
      // If the list throws anything, no run is left behind.
      if (!begun) {
        run.abandon(session);
        release.run();
      }
    }
  }

  /** The tasks with their digests, each of which is written down as it is taken if there is a list to write. */
  private Source digested(Source source, @Nullable TaskRecorder list) {
    Iterator<Task> tasks = source.tasks();
    Iterator<Task> digested = new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean more = tasks.hasNext();
        if (!more && list != null) {
          list.complete();
        }
        return more;
      }

      @Override
      public Task next() {
        Task task = tasks.next();
        String line = line(task, list);
        if (list != null) {
          list.add(task, line);
        }
        return TaskRecorder.digested(task, line, retried);
      }
    };
    return new Source(digested, source.length());
  }

  private String line(Task task, @Nullable TaskRecorder list) {
    try {
      return TaskRecorder.line(task);
    } catch (IllegalArgumentException e) {
      neverStarted = list != null && list.taken() == 0;
      throw e;
    }
  }

  private static boolean isKnown(Iterable<?> tasks) {
    return tasks instanceof Collection<?> || tasks.getClass() == JobList.class;
  }

  /**
   * A backend that returns outcomes only after they are in the store.
   *
   * @param kept whether the given backend already stores them
   * @param failed called if an outcome cannot be written
   * @param broken whether a stop interrupted the thread that runs the tasks
   */
  public Backend backend(
      Backend backend, boolean kept, Consumer<RuntimeException> failed, BooleanSupplier broken) {
    return kept ? backend : new JournalingBackend(backend, run, failed, broken);
  }

  /** Records outcomes that no worker has written. */
  public void write(Batch batch, List<TaskOutcome> outcomes) {
    BatchOutcome outcome = new BatchOutcome(
        batch.runId(), batch.number(), batch.attempt(), WorkerInfo.UNKNOWN, outcomes);
    run.settle(outcome, batch.returnTypes());
  }

  /**
   * Ends the session. If its end cannot be recorded, prints a warning only: the state of the run
   * follows from its outcomes.
   */
  public void end(String reason, ElapsedReport report, Consumer<String> warnings) {
    if (ended) {
      return;
    }
    ended = true;
    if (neverStarted) {
      abandon(warnings);
      return;
    }
    long settled = settledBefore + report.tasks();
    long failed = failedBefore + report.failed();
    try {
      // Each step separately, so that a failure does not prevent the others.
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

  private void abandon(Consumer<String> warnings) {
    try {
      write(warnings, () -> run.abandon(session));
    } finally {
      release.run();
    }
  }

  private void write(Consumer<String> warnings, Runnable part) {
    try {
      part.run();
    } catch (StoreException e) {
      warnings.accept("cannot record the end of run " + runId() + ": " + e.getMessage());
    }
  }
}
