package dev.fanfare.dispatch;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch on its way to being settled, through as many attempts as that takes. The coordinator's thread owns it. */
final class OpenBatch {

  private final long number;
  private final boolean followed;
  private final Map<Long, Task> unsettled = new LinkedHashMap<>();

  // How often its tasks were lost since one of them has settled.
  private int losses;
  private int attempts;
  private int underWay;
  private long latestNanos;

  /**
   * A batch that nobody has tried yet.
   *
   * @param followed whether its end makes room for another one
   */
  OpenBatch(long number, List<Task> tasks, boolean followed) {
    this.number = number;
    this.followed = followed;
    tasks.forEach(task -> unsettled.put(task.index(), task));
  }

  boolean followed() {
    return followed;
  }

  /** The next attempt, at what has not settled. */
  Batch attempt(String runId, Conditions conditions, long nowNanos) {
    attempts++;
    underWay++;
    latestNanos = nowNanos;
    return new Batch(runId, number, attempts, List.copyOf(unsettled.values()), conditions);
  }

  /** An attempt has come back, or was lost. */
  void attemptEnded() {
    underWay--;
  }

  /** How many attempts are under way. */
  int underWay() {
    return underWay;
  }

  /** When its latest attempt was begun. */
  long latestNanos() {
    return latestNanos;
  }

  /** Takes the task of that index as settled; null if it has settled already, or is not one of its. */
  @Nullable
  Task settle(long index) {
    Task task = unsettled.remove(index);
    if (task != null) {
      losses = 0;
    }
    return task;
  }

  /** Counts a loss of its tasks, and tells how many there were in a row. */
  int lost() {
    return ++losses;
  }

  boolean settled() {
    return unsettled.isEmpty();
  }

  /** Tasks that have not settled. */
  List<Task> tasks() {
    return List.copyOf(unsettled.values());
  }

  int size() {
    return unsettled.size();
  }

  /** Whether each of its tasks may run twice. */
  boolean repeatable() {
    return unsettled.values().stream().allMatch(task -> task.call().repeatable());
  }

  /** Gives away the latter half of its tasks, which begin anew, as the former do. */
  List<Task> split() {
    List<Task> all = tasks();
    List<Task> latter = new ArrayList<>(all.subList((all.size() + 1) / 2, all.size()));
    latter.forEach(task -> unsettled.remove(task.index()));
    losses = 0;
    return latter;
  }

  /** For a reader: its number, its tasks, its attempt. */
  @Override
  public String toString() {
    List<Task> tasks = tasks();
    long first = tasks.get(0).index();
    long last = tasks.get(tasks.size() - 1).index();
    return (first == last ? "task " + first : "tasks " + first + " to " + last)
        + (attempts > 1 ? " (attempt " + attempts + ")" : "");
  }
}
