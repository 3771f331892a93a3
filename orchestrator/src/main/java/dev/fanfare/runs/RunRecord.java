package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.UnreadableObjectException;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The record of a run in its folder: manifest, job list, sessions and outcomes. Thread-safe, except
 * for the manifest, which one session at a time writes.
 */
public final class RunRecord {

  private static final OpenSessions OPEN_HERE = new OpenSessions();

  private static final Pattern SESSION = Pattern.compile("/(\\d{4,9})\\.json$");

  private final ObjectStore objects;
  private final RunFolder folder;
  private volatile Manifest manifest;

  private RunRecord(ObjectStore objects, Manifest manifest) {
    this.objects = objects;
    this.folder = new RunFolder(manifest.runId());
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

  private static <T> T read(ObjectStore objects, String key, Class<T> type) {
    byte[] json = Await.result(objects.get(key));
    try {
      return Codec.readValue(json, type);
    } catch (MalformedMessageException e) {
      throw new UnreadableObjectException(key, e);
    }
  }

  private static byte[] json(Object value) {
    return Codec.toJson(value).getBytes(StandardCharsets.UTF_8);
  }

  /** The manifest. */
  public Manifest manifest() {
    return manifest;
  }

  /** The job list. */
  public TaskList tasks() {
    return new TaskList(objects, folder);
  }

  /** Reads the manifest again, because a session of another process may have written it. */
  public void reload() {
    manifest = open(objects, manifest.runId()).manifest();
  }

  /**
   * Records how much of the job list is known.
   *
   * @param known tasks that were known before; outcomes of the others count only with their digests
   */
  public void taken(long tasks, boolean complete, List<String> kernels, long known) {
    manifest = manifest.with(tasks, complete, kernels, known);
    Await.result(objects.put(folder.manifest(), json(manifest)));
  }

  /**
   * Starts a session of this process, which is the only one working on the run until {@link #end}.
   * If several processes try at once, one gets the next number; the others check again and find it
   * running.
   *
   * @throws UnresumableRunException if another session may be running
   */
  public Session begin(String backend, int nJobs) {
    while (true) {
      List<Session> before = sessions();
      before.forEach(this::requireOver);
      int number = before.isEmpty() ? 1 : before.get(before.size() - 1).number() + 1;
      Session session = Session.here(number, backend, nJobs);
      // Before others can see it, because they treat a session of this process that is not listed
      // here as dead.
      OPEN_HERE.add(key(session));
      if (writes(session)) {
        return session;
      }
    }
  }

  private boolean writes(Session session) {
    boolean written = false;
    try {
      written = Await.result(objects.putIfAbsent(folder.session(session.number()), json(session)));
      return written;
    } finally {
      if (!written) {
        OPEN_HERE.remove(key(session));
      }
    }
  }

  private void requireOver(Session session) {
    if (lives(session)) {
      throw new UnresumableRunException(
          "run " + manifest.runId() + " is running in process " + session.pid());
    }
    if (!session.isOfThisMachine() && end(session).isEmpty()) {
      throw new UnresumableRunException("run " + manifest.runId() + " may be running in process "
          + session.pid() + " on " + session.host() + "; if that process has"
          + " ended, resume with --take-over");
    }
  }

  /** The sessions of other machines without a recorded end. */
  public List<Session> openElsewhere() {
    return sessions().stream()
        .filter(session -> !session.isOfThisMachine() && end(session).isEmpty())
        .toList();
  }

  private boolean lives(Session session) {
    boolean alive =
        session.isOfThisProcess() ? OPEN_HERE.contains(key(session)) : session.processLives();
    return alive && end(session).isEmpty();
  }

  private String key(Session session) {
    return folder.session(session.number()) + " " + session.started();
  }

  /** Records that a session has ended. The session has ended even if this fails. */
  public void end(Session session, Session.End end) {
    OPEN_HERE.remove(key(session));
    Await.result(objects.put(folder.sessionEnd(session.number()), json(end)));
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

  /** The existing reports of sessions, in order. */
  public <T> List<T> reports(Class<T> type) {
    return Await.result(objects.list(folder.sessions())).stream()
        .filter(key -> key.endsWith("-report.json"))
        .map(key -> read(objects, key, type))
        .toList();
  }

  /**
   * The sessions, in order. If a session's record is damaged, only its number is known, and it
   * counts as ended.
   */
  public List<Session> sessions() {
    List<Session> sessions = new ArrayList<>();
    for (String key : Await.result(objects.list(folder.sessions()))) {
      Matcher name = SESSION.matcher(key);
      if (name.find()) {
        sessions.add(session(key, Integer.parseInt(name.group(1))));
      }
    }
    sessions.sort(Comparator.comparingInt(Session::number));
    return sessions;
  }

  private Session session(String key, int number) {
    byte[] json = Await.result(objects.get(key));
    try {
      return Codec.readValue(json, Session.class);
    } catch (MalformedMessageException e) {
      return Session.damaged(number);
    }
  }

  /** How a session ended; empty if that was not recorded. */
  public Optional<Session.End> end(Session session) {
    try {
      String key = folder.sessionEnd(session.number());
      return Optional.of(read(objects, key, Session.End.class));
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    } catch (UnreadableObjectException e) {
      return Optional.of(new Session.End(session.started(), "unknown: " + e.getMessage(), 0, 0));
    }
  }

  /** The session that is working on the run now, as far as this machine can tell. */
  public Optional<Session> underWay() {
    return sessions().stream().filter(this::lives).findFirst();
  }

  /**
   * Records the outcome of a batch, unless there is already one of that attempt.
   *
   * @return whether it was written
   */
  public CompletableFuture<Boolean> record(BatchOutcome outcome, LongFunction<Type> returnTypeOf) {
    return record(Codec.encode(outcome, returnTypeOf));
  }

  /** {@link #record(BatchOutcome, LongFunction)} for an encoded outcome. */
  public CompletableFuture<Boolean> record(Codec.Encoded encoded) {
    BatchOutcome outcome = encoded.outcome();
    return objects.putIfAbsent(folder.result(outcome.number(), outcome.attempt()), encoded.json());
  }

  /** Records an outcome that no worker has written, and waits until it is stored. */
  public void settle(BatchOutcome outcome, LongFunction<Type> returnTypeOf) {
    Await.result(record(outcome, returnTypeOf));
  }

  /** Reads all outcomes; see {@link SettledTasks}. */
  public SettledTasks settled(Consumer<String> warnings) {
    return SettledTasks.gather(objects, this, warnings);
  }

  /** The outcomes that {@code settled} refers to. */
  SavedOutcomes outcomes(SettledTasks settled) {
    return new SavedOutcomes(objects, folder, settled);
  }

  /** Deletes a run that never started, with its session. */
  public void abandon(Session session) {
    OPEN_HERE.remove(key(session));
    delete();
  }

  /** Deletes the run, manifest first, so that a half-deleted run is not listed. */
  public void delete() {
    delete(objects, manifest.runId());
  }

  static void delete(ObjectStore objects, String runId) {
    RunFolder folder = new RunFolder(runId);
    Await.result(objects.delete(folder.manifest()));
    for (String key : Await.result(objects.list(folder.prefix()))) {
      Await.result(objects.delete(key));
    }
  }
}
