package dev.fanfare.store;

import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.MalformedMessageException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A run as it is written down in its folder: what was asked for, the job list, the sessions that worked
 * on it, and the outcomes. Whoever holds it can go on with the run. Thread-safe but for the manifest,
 * which one session at a time writes.
 */
public final class RunRecord {

  private final ObjectStore objects;
  private final RunFolder folder;
  private volatile RunManifest manifest;

  private RunRecord(ObjectStore objects, RunManifest manifest) {
    this.objects = objects;
    this.folder = new RunFolder(manifest.runId());
    this.manifest = manifest;
  }

  /**
   * Begins the record of a run.
   *
   * @throws StoreException if there is a run of that id, or it cannot be written
   */
  public static RunRecord create(ObjectStore objects, RunManifest manifest) {
    RunRecord run = new RunRecord(objects, manifest);
    if (!Await.result(objects.putIfAbsent(run.folder.manifest(), json(manifest)))) {
      throw new StoreException("there is a run " + manifest.runId() + " already", null);
    }
    return run;
  }

  /**
   * The record of a run that has begun.
   *
   * @throws NoSuchObjectException if there is none
   * @throws StoreException if it cannot be read
   */
  public static RunRecord open(ObjectStore objects, String runId) {
    String key = new RunFolder(runId).manifest();
    RunManifest manifest = read(objects, key, RunManifest.class);
    if (!manifest.runId().equals(runId)) {
      throw new StoreException(key + " is of another run, " + manifest.runId(), null);
    }
    return new RunRecord(objects, manifest);
  }

  private static <T> T read(ObjectStore objects, String key, Class<T> type) {
    byte[] json = Await.result(objects.get(key));
    try {
      return Codec.readValue(json, type);
    } catch (MalformedMessageException e) {
      throw new StoreException(key + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static byte[] json(Object value) {
    return Codec.toJson(value).getBytes(StandardCharsets.UTF_8);
  }

  /** What was asked for. */
  public RunManifest manifest() {
    return manifest;
  }

  /** The job list. */
  public TaskList tasks() {
    return new TaskList(objects, folder);
  }

  /** Writes down how much of the job list is known. */
  public void taken(long tasks, boolean complete, List<String> kernels) {
    manifest = manifest.with(tasks, complete, kernels);
    Await.result(objects.put(folder.manifest(), json(manifest)));
  }

  /** Begins a session of this process; no other one has its number. */
  public Session begin(String backend, int nJobs) {
    int number = sessions().size() + 1;
    Session session = Session.here(number, backend, nJobs);
    while (!Await.result(objects.putIfAbsent(folder.session(number), json(session)))) {
      session = Session.here(++number, backend, nJobs);
    }
    return session;
  }

  /** Writes down that a session has ended. */
  public void end(Session session, Session.End end) {
    Await.result(objects.put(folder.sessionEnd(session.number()), json(end)));
  }

  /** Writes down a session's report, which is the run's latest then. */
  public void report(Session session, Object report) {
    Await.result(objects.put(folder.sessionReport(session.number()), json(report)));
    report(report);
  }

  /** Writes down the run's report. */
  public void report(Object report) {
    Await.result(objects.put(folder.report(), json(report)));
  }

  /** The reports of those sessions that have left one, in order. */
  public <T> List<T> reports(Class<T> type) {
    return Await.result(objects.list(folder.sessions())).stream()
        .filter(key -> key.endsWith("-report.json"))
        .map(key -> read(objects, key, type))
        .toList();
  }

  /** The sessions, in order. */
  public List<Session> sessions() {
    List<Session> sessions = new ArrayList<>();
    for (String key : Await.result(objects.list(folder.sessions()))) {
      if (key.matches(".*/\\d{4,}\\.json")) {
        sessions.add(read(objects, key, Session.class));
      }
    }
    return sessions;
  }

  /** How a session ended; empty where nobody has written that down. */
  public Optional<Session.End> end(Session session) {
    try {
      String key = folder.sessionEnd(session.number());
      return Optional.of(read(objects, key, Session.End.class));
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    }
  }

  /** The session that works on the run now, as far as this machine can know. */
  public Optional<Session> underWay() {
    return sessions().stream()
        .filter(Session::lives)
        .filter(session -> end(session).isEmpty())
        .findFirst();
  }

  /**
   * Writes down what became of a batch, unless an outcome of that attempt is there already.
   *
   * @return whether it was written
   */
  public CompletableFuture<Boolean> record(BatchOutcome outcome, LongFunction<Type> returnTypeOf) {
    return record(Codec.encode(outcome, returnTypeOf));
  }

  /** {@link #record(BatchOutcome, LongFunction)} of what is encoded already. */
  public CompletableFuture<Boolean> record(Codec.Encoded encoded) {
    BatchOutcome outcome = encoded.outcome();
    return objects.putIfAbsent(folder.result(outcome.number(), outcome.attempt()), encoded.json());
  }

  /** Writes an outcome that no worker has written, and waits until it is there. */
  public void settle(BatchOutcome outcome, LongFunction<Type> returnTypeOf) {
    Await.result(record(outcome, returnTypeOf));
  }

  /** Looks through all outcomes; see {@link SettledTasks}. */
  public SettledTasks settled(Consumer<String> warnings) {
    return SettledTasks.gather(objects, this, warnings);
  }

  /** Reads outcomes as {@code settled} has found them. */
  public RecordedOutcomes outcomes(SettledTasks settled) {
    return new RecordedOutcomes(objects, folder, settled);
  }

  /** Deletes all of it, the manifest first: a run that is half deleted is none. */
  public void delete() {
    Await.result(objects.delete(folder.manifest()));
    for (String key : Await.result(objects.list(folder.prefix()))) {
      Await.result(objects.delete(key));
    }
  }
}
