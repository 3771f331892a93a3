package dev.fanfare.parallel;

import dev.fanfare.backend.Backend;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.report.ElapsedReport;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunManifest;
import dev.fanfare.store.RunRecord;
import dev.fanfare.store.Session;
import dev.fanfare.store.StoreException;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a session of a run down as it goes. One thread at a time; the backend that it makes is thread-safe. */
final class Recording {

  private final StoreLocation location;
  private final RunRecord run;
  private final Session session;
  private final long settledBefore;
  private final long failedBefore;
  private final boolean retried;
  private final Runnable release;
  private @Nullable TaskRecorder recorder;
  private boolean ended;

  private Recording(
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

  /** Begins the record of a new run. */
  static Recording start(Settings settings, StoreLocation location) {
    ObjectStore objects = location.open();
    try {
      RunRecord run = RunRecord.create(objects, manifest(settings));
      Session session = run.begin(settings.choice().name(), settings.nJobs());
      return new Recording(
          location, run, session, 0, 0, settings.retries().most() > 0, objects::close);
    } catch (RuntimeException e) {
      objects.close();
      throw e;
    }
  }

  /** Goes on with a run that is claimed, and stays its opener's to close. */
  static Recording resume(Settings settings, RecordedRun recorded) {
    RunRecord run = recorded.record();
    return new Recording(
        recorded.location(),
        run,
        recorded.session(),
        recorded.tasks() - recorded.unsettled(),
        recorded.retries() ? 0 : recorded.failed(),
        settings.retries().most() > 0,
        recorded::sessionEnded);
  }

  private static RunManifest manifest(Settings settings) {
    Delayed<?> initializer = settings.initializer();
    return new RunManifest(
        UUID.randomUUID().toString(),
        Instant.now(),
        Parallel.VERSION,
        settings.choice().name(),
        settings.nJobs(),
        settings.batchSize().text(),
        settings.preDispatch().text(),
        settings.seed(),
        settings.timeout() == null ? 0 : Math.max(1, settings.timeout().toMillis()),
        initializer == null ? null : Codec.writeJob(initializer),
        /* tasks= */ 0,
        /* taskListComplete= */ false,
        List.of(),
        /* digestsFrom= */ 0L);
  }

  String runId() {
    return run.manifest().runId();
  }

  /** Tasks that had returned before this session. */
  long succeededBefore() {
    return settledBefore - failedBefore;
  }

  /** Tasks that had failed before it, and do not run again. */
  long failedBefore() {
    return failedBefore;
  }

  long firstBatch() {
    return session.firstBatch();
  }

  /**
   * The tasks of a new run, which are written down: now where they are there already, else as they are
   * taken.
   *
   * @throws IllegalArgumentException if one cannot be written down
   */
  <T> Source source(Iterable<Delayed<T>> tasks) {
    boolean begun = false;
    try {
      TaskRecorder list = TaskRecorder.of(run);
      Source source = Source.of(tasks);
      if (isKnown(tasks)) {
        source.tasks().forEachRemaining(task -> list.add(task, TaskRecorder.line(task)));
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
   * The pool's backend, whose outcomes are in the store when it returns them.
   *
   * @param failed is told if one cannot be written
   * @param broken whether a stop has interrupted the thread that runs the tasks
   */
  Backend backend(Pool pool, Consumer<RuntimeException> failed, BooleanSupplier broken) {
    return pool.keepsResults(location)
        ? pool.backend()
        : new RecordingBackend(pool.backend(), run, failed, broken);
  }

  /** Writes down outcomes that no worker has written. */
  void write(Batch batch, List<TaskOutcome> outcomes) {
    BatchOutcome outcome = new BatchOutcome(
        batch.runId(), batch.number(), batch.attempt(), WorkerInfo.UNKNOWN, outcomes);
    run.settle(outcome, batch.returnTypes());
  }

  /**
   * Ends the session. What cannot be written then is told, and left: the outcomes are there, and say how
   * the run stands.
   */
  void end(String reason, ElapsedReport report, Consumer<String> warnings) {
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
