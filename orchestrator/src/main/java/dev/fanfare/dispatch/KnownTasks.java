package dev.fanfare.dispatch;

import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the tasks of a run that need not run apart from those that must: their outcomes are known, or
 * the same call is under way. Used by the coordinator's thread.
 */
final class KnownTasks {

  private static final int MOST = 1_000;

  /** How long a known outcome may wait for others. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final RunListener listener;

  /** The tasks that wait for the outcome of another one, by its index. */
  private final Map<Long, List<Task>> waiting = new HashMap<>();

  /** How many cuts wait as a whole for the outcome of a task, by its index. */
  private final Map<Long, Integer> waitingCuts = new HashMap<>();

  private Recalled recalled = new Recalled();

  /** When the first task of {@code recalled} was added. */
  private long sinceNanos;

  /** How many tasks settle together: few at first, so that no more than needed is read. */
  private int most = 1;

  KnownTasks(RunListener listener) {
    this.listener = listener;
  }

  /**
   * Tasks and their known outcomes, which settle together: recording them one by one would cost more
   * than looking them up.
   */
  record Recalled(List<Task> tasks, List<TaskOutcome> outcomes) {

    private Recalled() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    private void add(Task task, TaskOutcome outcome) {
      tasks.add(task);
      outcomes.add(outcome);
    }
  }

  /**
   * What is left of a cut.
   *
   * @param tasks tasks that must run
   * @param waits whether the cut has nothing to run, but waits for outcomes of others
   */
  record Rest(List<Task> tasks, boolean waits) {}

  /**
   * What waits no longer when a task has settled.
   *
   * @param recalled tasks whose outcomes are known now
   * @param rest tasks that must run
   * @param cuts how many cuts have waited as a whole
   */
  record Waiting(Recalled recalled, List<Task> rest, int cuts) {}

  /** Takes the tasks out of a cut that are known or wait. */
  Rest rest(List<Task> cut, long nowNanos) {
    if (!hasRecalled()) {
      sinceNanos = nowNanos;
    }
    List<Task> rest = new ArrayList<>(cut.size());
    long last = -1;
    for (Task task : cut) {
      TaskOutcome outcome = listener.known(task);
      OptionalLong same = outcome == null ? listener.same(task) : OptionalLong.empty();
      if (outcome != null) {
        recalled.add(task, outcome);
      } else if (same.isPresent()) {
        last = same.getAsLong();
        waiting.computeIfAbsent(last, index -> new ArrayList<>()).add(task);
      } else {
        rest.add(task);
      }
    }
    boolean waits = rest.isEmpty() && last >= 0;
    if (waits) {
      // Its end makes room for the next cut, so an endless input of one call is not read to the
      // end.
      waitingCuts.merge(last, 1, Integer::sum);
    }
    return new Rest(rest, waits);
  }

  /** Whether there are known tasks that have not been handed out. */
  boolean hasRecalled() {
    return !recalled.tasks().isEmpty();
  }

  /** Whether they are enough, or have waited long enough. */
  boolean isRipe(long nowNanos) {
    return recalled.tasks().size() >= most
        || (hasRecalled() && nowNanos - sinceNanos >= PATIENCE_NANOS);
  }

  /** Hands them out. The next group may be twice as large if this one came quickly. */
  Recalled takeRecalled() {
    Recalled taken = recalled;
    most = taken.tasks().size() >= most ? Math.min(MOST, 2 * most) : 1;
    recalled = new Recalled();
    return taken;
  }

  /** What has waited for that task. */
  Waiting settled(long index) {
    List<Task> tasks = waiting.remove(index);
    Integer cuts = waitingCuts.remove(index);
    Recalled known = new Recalled();
    List<Task> rest = new ArrayList<>();
    for (Task task : tasks == null ? List.<Task>of() : tasks) {
      TaskOutcome outcome = listener.known(task);
      if (outcome == null) {
        rest.add(task);
      } else {
        known.add(task, outcome);
      }
    }
    return new Waiting(known, rest, cuts == null ? 0 : cuts);
  }
}
