package dev.fanfare.dispatch;

import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch with unsettled tasks and its attempts. Used by the coordinator's thread. */
final class OpenBatch {

  private final long number;
  private final boolean followed;
  private final Map<Long, Task> unsettled = new LinkedHashMap<>();

  // How often its tasks were lost since one of them settled.
  private int losses;
  private int attempts;
  private int underWay;
  private long latestNanos;

  /**
   * A batch without attempts.
   *
   * @param followed whether its end makes room for another batch
   */
  OpenBatch(long number, List<Task> tasks, boolean followed) {
    this.number = number;
    this.followed = followed;
    tasks.forEach(task -> unsettled.put(task.index(), task));
  }

  boolean followed() {
    return followed;
  }

  /** Starts the next attempt at its unsettled tasks. */
  Batch attempt(String runId, Conditions conditions, long nowNanos) {
    attempts++;
    underWay++;
    latestNanos = nowNanos;
    return new Batch(runId, number, attempts, List.copyOf(unsettled.values()), conditions);
  }

  /** An attempt has returned or was lost. */
  void attemptEnded() {
    underWay--;
  }

  /** The number of running attempts. */
  int underWay() {
    return underWay;
  }

  /** When its latest attempt started. */
  long latestNanos() {
    return latestNanos;
  }

  /**
   * Settles the task with that index and returns it; null if it is already settled or not in this
   * batch.
   */
  @Nullable
  Task settle(long index) {
    Task task = unsettled.remove(index);
    if (task != null) {
      losses = 0;
    }
    return task;
  }

  /** Counts a loss of its tasks and returns the number of losses in a row. */
  int lost() {
    return ++losses;
  }

  boolean settled() {
    return unsettled.isEmpty();
  }

  /** The unsettled tasks. */
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

  /** Splits off the second half of its tasks. Both halves start over. */
  List<Task> split() {
    List<Task> all = tasks();
    List<Task> latter = new ArrayList<>(all.subList((all.size() + 1) / 2, all.size()));
    latter.forEach(task -> unsettled.remove(task.index()));
    losses = 0;
    return latter;
  }

  /** Describes the batch for users. */
  @Override
  public String toString() {
    List<Task> tasks = tasks();
    long first = tasks.get(0).index();
    long last = tasks.get(tasks.size() - 1).index();
    return (first == last ? "task " + first : "tasks " + first + " to " + last)
        + (attempts > 1 ? " (attempt " + attempts + ")" : "");
  }
}
