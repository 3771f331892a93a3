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
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a session of a run down as it goes. One thread at a time; the backend that it makes is thread-safe. */
final class Recording {

  private final StoreLocation location;
  private final RunRecord run;
  private final Session session;
  private final long settledBefore;
  private final long failedBefore;
  private final Runnable release;
  private @Nullable TaskRecorder recorder;
  private boolean ended;

  private Recording(
      StoreLocation location,
      RunRecord run,
      Session session,
      long settledBefore,
      long failedBefore,
      Runnable release) {
    this.location = location;
    this.run = run;
    this.session = session;
    this.settledBefore = settledBefore;
    this.failedBefore = failedBefore;
    this.release = release;
  }

  /** Begins the record of a new run. */
  static Recording start(Settings settings, StoreLocation location) {
    ObjectStore objects = location.open();
    try {
      RunRecord run = RunRecord.create(objects, manifest(settings));
      Session session = run.begin(settings.choice().name(), settings.nJobs());
      return new Recording(location, run, session, 0, 0, objects::close);
    } catch (RuntimeException e) {
      objects.close();
      throw e;
    }
  }

  /** Begins another session of a run, which stays its opener's to close. */
  static Recording resume(Settings settings, RecordedRun recorded) {
    RunRecord run = recorded.record();
    Session session = run.begin(settings.choice().name(), settings.nJobs());
    return new Recording(
        recorded.location(),
        run,
        session,
        recorded.tasks() - recorded.unsettled(),
        recorded.retries() ? 0 : recorded.failed(),
        () -> {});
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
        0,
        false,
        List.of());
  }

  String runId() {
    return run.manifest().runId();
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
    try {
      TaskRecorder list = new TaskRecorder(run);
      Source source = Source.of(tasks);
      if (isKnown(tasks)) {
        source.tasks().forEachRemaining(list::add);
        list.complete();
        return Source.of(tasks);
      }
      recorder = list;
      return source;
    } catch (RuntimeException e) {
      run.delete();
      release.run();
      throw e;
    }
  }

  /** Writes down a task of a list that is taken as the run goes. */
  void taken(Task task) {
    if (recorder != null) {
      recorder.add(task);
    }
  }

  /** Writes down that the tasks that were taken are all. */
  void allTaken() {
    if (recorder != null) {
      recorder.complete();
    }
  }

  private static boolean isKnown(Iterable<?> tasks) {
    return tasks instanceof Collection<?> || tasks.getClass() == JobList.class;
  }

  /**
   * The pool's backend, whose outcomes are in the store when it returns them.
   *
   * @param failed is told if one cannot be written
   */
  Backend backend(Pool pool, Consumer<RuntimeException> failed) {
    return pool.keepsResults(location)
        ? pool.backend()
        : new RecordingBackend(pool.backend(), run, failed);
  }

  /** Writes down outcomes that no worker has written. */
  void write(Batch batch, List<TaskOutcome> outcomes) {
    BatchOutcome outcome = new BatchOutcome(
        batch.runId(), batch.number(), batch.attempt(), WorkerInfo.UNKNOWN, outcomes);
    run.settle(outcome, batch.returnTypes());
  }

  /**
   * Ends the session. What cannot be written then is left: the outcomes are there, and say how the run
   * stands.
   */
  void end(String reason, ElapsedReport report) {
    if (ended) {
      return;
    }
    ended = true;
    try {
      if (recorder != null) {
        recorder.stop();
      }
      run.report(session, report);
      long settled = settledBefore + report.tasks();
      long failed = failedBefore + report.failed();
      run.end(session, new Session.End(Instant.now(), reason, settled, failed));
    } catch (StoreException e) {
      // Whatever keeps it from being written has been told, or will be with the next run.
    } finally {
      release.run();
    }
  }
}
