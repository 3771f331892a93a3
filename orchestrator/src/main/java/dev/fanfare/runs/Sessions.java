package dev.fanfare.runs;

import dev.fanfare.Completion.Reason;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.UnreadableObjectException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The sessions of a run, of which one at a time works on it. Thread-safe. */
public final class Sessions {

  private static final Pattern NAME = Pattern.compile("/(\\d{4,9})\\.json$");

  /**
   * The sessions that this process holds: it has started and not ended them. More reliable than any
   * record. Counted, because two threads that try for one session at the same time both hold it until
   * one gives up.
   */
  private static final Map<String, Integer> HELD_HERE = new ConcurrentHashMap<>();

  private final ObjectStore objects;
  private final RunFolder folder;

  /** Those whose end was read, so that a run of many sessions does not read all of them again and again. */
  private final Map<Integer, Ended> ended = new ConcurrentHashMap<>();

  private record Ended(Session session, Session.End end) {}

  Sessions(ObjectStore objects, RunFolder folder) {
    this.objects = objects;
    this.folder = folder;
  }

  /**
   * All sessions, in order. If a session's record is damaged, only its number is known, and it
   * counts as ended.
   */
  public List<Session> all() {
    return numbers().stream().map(this::read).toList();
  }

  /** The numbers of all sessions, in order. */
  List<Integer> numbers() {
    return Await.result(objects.list(folder.sessions())).stream()
        .map(NAME::matcher)
        .filter(Matcher::find)
        .map(name -> Integer.parseInt(name.group(1)))
        .sorted()
        .toList();
  }

  /** Whether the session has ended and can get no more outcomes. */
  boolean isClosed(int session) {
    return end(read(session)).filter(end -> end.isFinal(Instant.now())).isPresent();
  }

  private Session read(int number) {
    Ended known = ended.get(number);
    if (known != null) {
      return known.session();
    }
    try {
      return RunRecord.read(objects, folder.session(number), Session.class);
    } catch (UnreadableObjectException e) {
      return Session.damaged(number);
    }
  }

  /** The number of the last session; 0 before the first. */
  public int last() {
    return last(all());
  }

  private static int last(List<Session> sessions) {
    return sessions.isEmpty() ? 0 : sessions.get(sessions.size() - 1).number();
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
      List<Session> before = all();
      before.forEach(this::requireEnded);
      Session session = Session.here(last(before) + 1, backend, nJobs);
      // Before others can see it: a session of this process that it does not hold counts as dead.
      hold(key(session));
      if (tryWrite(session)) {
        return session;
      }
    }
  }

  /** Records which function a session of this process invokes. */
  void invokes(Session session, BilledFunction function) {
    byte[] record = RunRecord.json(session.invoking(function));
    Await.result(objects.put(folder.session(session.number()), record));
  }

  /** Writes the session's record; false, without holding the session, if its number is taken. */
  private boolean tryWrite(Session session) {
    boolean written = false;
    try {
      written = Await.result(
          objects.putIfAbsent(folder.session(session.number()), RunRecord.json(session)));
      return written;
    } finally {
      if (!written) {
        release(session);
      }
    }
  }

  private void requireEnded(Session session) {
    if (isRunning(session)) {
      throw new UnresumableRunException(
          "run " + folder.runId() + " is running in process " + session.pid());
    }
    if (isOpenElsewhere(session)) {
      throw new UnresumableRunException("run " + folder.runId() + " may be running in process "
          + session.pid() + " on " + session.host() + "; if that process has"
          + " ended, resume with --take-over");
    }
  }

  private boolean isRunning(Session session) {
    boolean alive = session.isOfThisProcess() ? isHeldHere(key(session)) : session.processLives();
    return alive && hasNoRecordedEnd(session);
  }

  private boolean hasNoRecordedEnd(Session session) {
    return end(session).isEmpty();
  }

  private boolean isOpenElsewhere(Session session) {
    return !session.isOfThisMachine() && hasNoRecordedEnd(session);
  }

  /** The function that the latest session with one has invoked. */
  public Optional<String> function() {
    return all().stream()
        .flatMap(session -> session.function().stream())
        .reduce((earlier, later) -> later);
  }

  /** The session that is working on the run now, as far as this machine can tell. */
  public Optional<Session> underWay() {
    return all().stream().filter(this::isRunning).findFirst();
  }

  /** A session of another machine without a recorded end, if there is one. */
  public Optional<Session> openElsewhere() {
    return all().stream().filter(this::isOpenElsewhere).findFirst();
  }

  /** How a session ended; empty if that was not recorded. */
  public Optional<Session.End> end(Session session) {
    Ended known = ended.get(session.number());
    if (known != null) {
      return Optional.of(known.end());
    }
    try {
      String key = folder.sessionEnd(session.number());
      Session.End end = RunRecord.read(objects, key, Session.End.class);
      ended.put(session.number(), new Ended(session, end));
      return Optional.of(end);
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    } catch (UnreadableObjectException e) {
      return Optional.of(
          new Session.End(session.started(), "unknown: " + e.getMessage(), 0, 0, null));
    }
  }

  /** Asks the session of that number to stop. Its process, and functions with its batches, look for that. */
  public void cancel(int session) {
    Await.result(objects.put(folder.cancelled(session), new byte[0]));
  }

  /** Whether a session was asked to stop, or has stopped functions with its batches. */
  boolean isCancelled(Session session) {
    try {
      Await.result(objects.get(folder.cancelled(session.number())));
      return true;
    } catch (NoSuchObjectException e) {
      return false;
    }
  }

  /** Whether a session was asked to stop, or has stopped functions with its batches. */
  public boolean anyCancelled() {
    return !Await.result(objects.list(folder.cancelled())).isEmpty();
  }

  /** Records that a session has ended. The session has ended even if this fails. */
  public void end(Session session, String reason, long settled, long failed) {
    end(session, reason, settled, failed, null);
  }

  /** {@link #end} of a session of which it is known how many attempts may still store an outcome. */
  void end(
      Session session, String reason, long settled, long failed, @Nullable Integer unanswered) {
    release(session);
    Session.End end = new Session.End(Instant.now(), reason, settled, failed, unanswered);
    Await.result(objects.put(folder.sessionEnd(session.number()), RunRecord.json(end)));
  }

  /** Records the sessions of other machines without a recorded end as killed. */
  void killElsewhere(SettledTasks counts) {
    kill(this::isOpenElsewhere, counts);
  }

  /** Records all sessions without a recorded end as killed. */
  void killAll(SettledTasks counts) {
    kill(this::hasNoRecordedEnd, counts);
  }

  private void kill(Predicate<Session> which, SettledTasks counts) {
    all().stream()
        .filter(which)
        .forEach(open -> end(open, Reason.KILLED.name(), counts.settled(), counts.failed()));
  }

  /** This process no longer holds the session, whether or not its end is recorded. */
  void release(Session session) {
    release(key(session));
  }

  private String key(Session session) {
    return folder.session(session.number()) + " " + session.started();
  }

  static void hold(String key) {
    HELD_HERE.merge(key, 1, Integer::sum);
  }

  static void release(String key) {
    HELD_HERE.computeIfPresent(key, (same, holders) -> holders == 1 ? null : holders - 1);
  }

  static boolean isHeldHere(String key) {
    return HELD_HERE.containsKey(key);
  }
}
