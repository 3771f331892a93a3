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
 * A run as it is written down in its folder: what was asked for, the job list, the sessions that worked
 * on it, and the outcomes. Whoever holds it can go on with the run. Thread-safe but for the manifest,
 * which one session at a time writes.
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
   * Begins the record of a run.
   *
   * @throws StoreException if there is a run of that id, or it cannot be written
   */
  public static RunRecord create(ObjectStore objects, Manifest manifest) {
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
    Manifest manifest = read(objects, key, Manifest.class);
    if (!manifest.runId().equals(runId)) {
      throw new UnreadableObjectException(
          key, new MalformedMessageException("it is of another run, " + manifest.runId(), null));
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

  /** What was asked for. */
  public Manifest manifest() {
    return manifest;
  }

  /** The job list. */
  public TaskList tasks() {
    return new TaskList(objects, folder);
  }

  /** Reads the manifest again, which a session of another process may have written. */
  public void reload() {
    manifest = open(objects, manifest.runId()).manifest();
  }

  /**
   * Writes down how much of the job list is known.
   *
   * @param known tasks that were known before; the outcomes of the others count only with their digests
   */
  public void taken(long tasks, boolean complete, List<String> kernels, long known) {
    manifest = manifest.with(tasks, complete, kernels, known);
    Await.result(objects.put(folder.manifest(), json(manifest)));
  }

  /**
   * Begins a session of this process, the only one that works on the run until {@link #end}. Of several
   * that try at once one gets the next number; the others look again, and find it under way.
   *
   * @throws UnresumableRunException if another session may be under way
   */
  public Session begin(String backend, int nJobs) {
    while (true) {
      List<Session> before = sessions();
      before.forEach(this::requireOver);
      int number = before.isEmpty() ? 1 : before.get(before.size() - 1).number() + 1;
      Session session = Session.here(number, backend, nJobs);
      // Before others can see it: they take a session of this process that is not here for dead.
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
          "run " + manifest.runId() + " is under way in process " + session.pid());
    }
    if (!session.isOfThisMachine() && end(session).isEmpty()) {
      throw new UnresumableRunException("run " + manifest.runId() + " may be under way in process "
          + session.pid() + " on " + session.host() + ", which cannot be seen from here: if it has"
          + " ended, resume with --take-over");
    }
  }

  /** The sessions of other machines that have come to no end, as far as that is written down. */
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

  /** Writes down that a session has ended. It has ended also where that cannot be written. */
  public void end(Session session, Session.End end) {
    OPEN_HERE.remove(key(session));
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

  /** The sessions, in order. One whose record is damaged is known by its number alone, and over. */
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

  /** How a session ended; empty where nobody has written that down. */
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

  /** The session that works on the run now, as far as this machine can know. */
  public Optional<Session> underWay() {
    return sessions().stream().filter(this::lives).findFirst();
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
  public SavedOutcomes outcomes(SettledTasks settled) {
    return new SavedOutcomes(objects, folder, settled);
  }

  /** Deletes a run that came to nothing, with the session that has begun it. */
  public void abandon(Session session) {
    OPEN_HERE.remove(key(session));
    delete();
  }

  /** Deletes all of it, the manifest first: a run that is half deleted is none. */
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
