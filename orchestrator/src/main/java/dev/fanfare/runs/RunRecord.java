package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.StoreException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.UnreadableObjectException;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The record of a run in its folder: manifest, job list, sessions and outcomes. Thread-safe, except
 * for the manifest, which one session at a time writes.
 */
public final class RunRecord {

  private final ObjectStore objects;
  private final RunFolder folder;
  private final Sessions sessions;
  private volatile Manifest manifest;

  private RunRecord(ObjectStore objects, Manifest manifest) {
    this.objects = objects;
    this.folder = new RunFolder(manifest.runId());
    this.sessions = new Sessions(objects, folder);
    this.manifest = manifest;
  }

  /**
   * Creates the record of a run.
   *
   * @throws StoreException if a run with that id exists, or the record cannot be written
   */
  public static RunRecord create(ObjectStore objects, Manifest manifest) {
    RunRecord run = new RunRecord(objects, manifest);
    if (!Await.result(objects.putIfAbsent(run.folder.manifest(), json(manifest)))) {
      throw new StoreException("run " + manifest.runId() + " already exists", null);
    }
    return run;
  }

  /**
   * Opens the record of a run.
   *
   * @throws NoSuchObjectException if there is none
   * @throws StoreException if it cannot be read
   */
  public static RunRecord open(ObjectStore objects, String runId) {
    String key = new RunFolder(runId).manifest();
    Manifest manifest = read(objects, key, Manifest.class);
    if (!manifest.runId().equals(runId)) {
      throw new UnreadableObjectException(
          key, new MalformedMessageException("it belongs to run " + manifest.runId(), null));
    }
    return new RunRecord(objects, manifest);
  }

  static <T> T read(ObjectStore objects, String key, Class<T> type) {
    byte[] json = Await.result(objects.get(key));
    try {
      return Codec.readValue(json, type);
    } catch (MalformedMessageException e) {
      throw new UnreadableObjectException(key, e);
    }
  }

  static byte[] json(Object value) {
    return Codec.toJson(value).getBytes(StandardCharsets.UTF_8);
  }

  /** The run's id. */
  public String runId() {
    return folder.runId();
  }

  /** The manifest. */
  public Manifest manifest() {
    return manifest;
  }

  /** The job list. */
  public TaskList tasks() {
    return new TaskList(objects, folder);
  }

  /** The sessions. */
  public Sessions sessions() {
    return sessions;
  }

  /** Whether the run is worked on in slices, by an execution of a state machine. */
  public boolean isScheduled() {
    try {
      Await.result(objects.get(folder.claim()));
      return true;
    } catch (NoSuchObjectException e) {
      return false;
    }
  }

  /** Whether the run was deleted. If the store cannot answer, it was not. */
  boolean isDeleted() {
    try {
      Await.result(objects.get(folder.manifest()));
      return false;
    } catch (NoSuchObjectException e) {
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  /** Reads the manifest again, because a session of another process may have written it. */
  public void reload() {
    manifest = open(objects, runId()).manifest();
  }

  /**
   * Records how much of the job list is known.
   *
   * @param tasks tasks read so far
   * @param complete whether the list was read to its end
   * @param kernels full names of their kernels
   * @param known tasks that were known before; outcomes of the others count only with their digests
   */
  public void updateTaskList(long tasks, boolean complete, List<String> kernels, long known) {
    manifest = manifest.with(tasks, complete, kernels, known);
    Await.result(objects.put(folder.manifest(), json(manifest)));
  }

  /** Records a session's report, which becomes the latest report of the run. */
  public void report(Session session, Object report) {
    Await.result(objects.put(folder.sessionReport(session.number()), json(report)));
    report(report);
  }

  /** Records the report of the run. */
  public void report(Object report) {
    Await.result(objects.put(folder.report(), json(report)));
  }

  /** Records the report as a page, replacing the last one, and returns its key. */
  String page(String html) {
    Await.result(objects.put(folder.page(), html.getBytes(StandardCharsets.UTF_8)));
    return folder.page();
  }

  /** The report of a session; empty if there is none. */
  Optional<ElapsedReport> report(Session session) {
    try {
      return Optional.of(
          read(objects, folder.sessionReport(session.number()), ElapsedReport.class));
    } catch (NoSuchObjectException | UnreadableObjectException e) {
      return Optional.empty();
    }
  }

  /** The number of attempts of a session that have stored their outcomes in objects of their own. */
  long results(Session session) {
    return new StoredOutcomes(objects, folder).keys(session.number()).size();
  }

  /** Passes on the readable outcomes of a session. */
  void outcomes(int session, Consumer<BatchOutcome> action) {
    StoredOutcomes stored = new StoredOutcomes(objects, folder);
    stored.forEach(
        stored.keys(session),
        log -> 0,
        (place, outcomes) -> outcomes.forEach(action),
        ignored -> {});
  }

  /**
   * Records the outcome of a batch, unless there is already one of that attempt.
   *
   * @return whether it was written
   */
  public CompletableFuture<Boolean> record(BatchOutcome outcome, LongFunction<Type> returnTypeOf) {
    return objects.putIfAbsent(
        folder.result(outcome.number(), outcome.attempt()), Codec.write(outcome, returnTypeOf));
  }

  /** Reads the outcome of an attempt. Fails if there is none, or it cannot be read. */
  CompletableFuture<BatchOutcome> stored(Batch batch) {
    return objects
        .get(folder.result(batch))
        .thenApply(json -> Codec.readOutcome(json, batch.returnTypes()));
  }

  /** A log for the outcomes of a session, which must be of this process. */
  SessionLog log(Session session) {
    return new SessionLog(objects, part -> folder.log(session.number(), part));
  }

  /** A log for the spans of a session, which must be of this process. */
  SpanLog spanLog(Session session) {
    return new SpanLog(
        new SessionLog(objects, part -> folder.spans(session.number(), part)), System::nanoTime);
  }

  /** The spans of all sessions. */
  Spans spans() {
    return new Spans(objects, folder);
  }

  /** Reads all outcomes; see {@link SettledTasks}. */
  public SettledTasks settled(Consumer<String> warnings) {
    return SettledTasks.gather(objects, this, warnings);
  }

  /** What {@link #settled} gives, but reads only what the index that a session has left does not have. */
  SettledTasks settledSince(Consumer<String> warnings) {
    return new SettledIndex(objects, this).settled(warnings);
  }

  /** Reads what has been stored since {@code settled} was read; false if a result is gone. */
  boolean readOn(SettledTasks settled, Consumer<String> warnings) {
    return new SettledIndex(objects, this).readOn(settled, warnings);
  }

  /** Records what has settled each task at the end of a session, for {@link #settledSince}. */
  void index(int session, SettledTasks settled) {
    new SettledIndex(objects, this).write(session, settled);
  }

  /** Deletes a run that never started, with its session. */
  public void abandon(Session session) {
    sessions.release(session);
    delete();
  }

  /** Deletes the run, manifest first, so that a half-deleted run is not listed. */
  public void delete() {
    delete(objects, runId());
  }

  static void delete(ObjectStore objects, String runId) {
    RunFolder folder = new RunFolder(runId);
    Await.result(objects.delete(folder.manifest()));
    for (String key : Await.result(objects.list(folder.prefix()))) {
      Await.result(objects.delete(key));
    }
  }
}
