package dev.fanfare.dispatch;

import dev.fanfare.TaskRetries;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.HashMap;
import java.util.Map;

/** How often unsettled tasks have failed and run again, in all sessions. Used by the coordinator's thread. */
final class Retries {

  private final TaskRetries rule;
  private final RunListener listener;
  private final Map<Long, Integer> counts = new HashMap<>();

  /**
   * Starts without counts.
   *
   * @param listener knows the retries of earlier sessions
   */
  Retries(TaskRetries rule, RunListener listener) {
    this.rule = rule;
    this.listener = listener;
  }

  /** Whether a task must run again because of that outcome; counts it if so. */
  boolean wanted(TaskOutcome outcome) {
    if (outcome.error() == null) {
      return false;
    }
    int before = counts.computeIfAbsent(outcome.index(), listener::retriesBefore);
    boolean again = rule.again(outcome.error(), before);
    if (again) {
      counts.put(outcome.index(), before + 1);
    }
    return again;
  }

  /** The task for its next try, which says whether that is the last one. */
  Task next(Task task) {
    return task.retried(rule.most() > counts.getOrDefault(task.index(), 0));
  }

  /** The task has settled. */
  void forget(long index) {
    counts.remove(index);
  }
}
