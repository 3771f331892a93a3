package dev.fanfare.dispatch;

import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Task;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A batch with unsettled tasks and its attempts. Used by the coordinator's thread. */
final class OpenBatch {

  private final long number;
  private final boolean followed;

  /** In the order of the job list. */
  private final List<Task> tasks;

  private final boolean[] settled;
  private int unsettled;

  // How often its tasks were lost since one of them settled.
  private int losses;
  private int attempts;
  private int underWay;
  private CriticalPath.@Nullable Moment latest;

  /**
   * A batch without attempts.
   *
   * @param followed whether its end makes room for another batch
   */
  OpenBatch(long number, List<Task> tasks, boolean followed) {
    this.number = number;
    this.followed = followed;
    this.tasks = List.copyOf(tasks);
    this.settled = new boolean[tasks.size()];
    this.unsettled = tasks.size();
  }

  boolean followed() {
    return followed;
  }

  /** Starts the next attempt at its unsettled tasks. */
  Batch attempt(String runId, Conditions conditions, CriticalPath.Moment now) {
    attempts++;
    underWay++;
    latest = now;
    return new Batch(runId, number, attempts, tasks(), conditions);
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
    return latest == null ? 0 : latest.nanos();
  }

  /** When its tasks ran, if its latest attempt was lost now: they began with it, and a single one ended with it. */
  Timing lostAt(long nowNanos) {
    long nanos = nowNanos - latestNanos();
    long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    return new Timing(nowMicros - nanos / 1000, size() == 1 ? nanos : 0, 0);
  }

  /** The moment at which its latest attempt was made. */
  CriticalPath.Moment latest() {
    return Objects.requireNonNull(latest, "there is no attempt yet");
  }

  /**
   * Settles the task with that index and returns it; null if it is already settled or not in this
   * batch.
   */
  @Nullable
  Task settle(long index) {
    int place = place(index);
    if (place < 0 || settled[place]) {
      return null;
    }
    remove(place);
    losses = 0;
    return tasks.get(place);
  }

  /** Place of that task; negative if it is not in this batch. */
  private int place(long index) {
    int low = 0;
    int high = tasks.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compare(tasks.get(middle).index(), index);
      if (order == 0) {
        return middle;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return -1;
  }

  private void remove(int place) {
    settled[place] = true;
    unsettled--;
  }

  /** Counts a loss of its tasks and returns the number of losses in a row. */
  int lost() {
    return ++losses;
  }

  boolean settled() {
    return unsettled == 0;
  }

  /** The unsettled tasks. */
  List<Task> tasks() {
    if (unsettled == tasks.size()) {
      return tasks;
    }
    List<Task> left = new ArrayList<>(unsettled);
    for (int place = 0; place < settled.length; place++) {
      if (!settled[place]) {
        left.add(tasks.get(place));
      }
    }
    return left;
  }

  int size() {
    return unsettled;
  }

  /** Whether each of its tasks may run twice. */
  boolean repeatable() {
    return tasks().stream().allMatch(task -> task.call().repeatable());
  }

  /** Splits off the second half of its tasks. Both halves start over. */
  List<Task> split() {
    List<Task> all = tasks();
    List<Task> latter = List.copyOf(all.subList((all.size() + 1) / 2, all.size()));
    latter.forEach(task -> remove(place(task.index())));
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
