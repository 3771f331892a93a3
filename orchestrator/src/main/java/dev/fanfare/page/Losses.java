package dev.fanfare.page;

import dev.fanfare.report.Attempt;
import dev.fanfare.report.TaskTimes;

/** Attempts that were lost or had tasks to be retried, what they cost, and the tries after them. Not thread-safe. */
final class Losses {

  private static final long NANOS_PER_MICRO = 1_000;

  /**
   * All losses of a run.
   *
   * @param reasons why; the time is that from an attempt's creation until its loss was known
   * @param retried failures after which a task ran again or was given up; the time is that of the task
   * @param billedMillis what Lambda charges for lost attempts, as far as it reported them
   * @param attempts all attempts
   * @param repeated attempts after the first at their batch
   * @param repeatedTasks tasks that they ran
   * @param repeatedNanos time of those tasks
   */
  record Summary(
      Reasons.Summary reasons,
      Reasons.Summary retried,
      double billedMillis,
      long attempts,
      long repeated,
      long repeatedTasks,
      long repeatedNanos) {}

  private final Reasons reasons = new Reasons();
  private final Reasons retried = new Reasons();
  private double billedMillis;
  private long attempts;
  private long repeated;
  private long repeatedTasks;
  private long repeatedNanos;

  /** Records an attempt. */
  void add(Attempt attempt) {
    if (!attempt.ran() && !attempt.lost()) {
      // It was not made: its tasks were given up.
      return;
    }
    attempts++;
    if (attempt.lost()) {
      reasons.add(attempt.loss(), attempt.batch(), attempt.answeredMicros() * NANOS_PER_MICRO);
      billedMillis += attempt.billedMillis();
    }
    TaskTimes tasks = attempt.tasks();
    for (int place = 0; place < tasks.size() && !tasks.retried().isEmpty(); place++) {
      String error = tasks.retried().get(tasks.indices()[place]);
      if (error != null) {
        retried.add(error, tasks.indices()[place], tasks.wallNanos()[place]);
      }
    }
    if (attempt.attempt() > 1) {
      repeated++;
      repeatedTasks += attempt.tasks().size();
      for (long nanos : attempt.tasks().wallNanos()) {
        repeatedNanos += nanos;
      }
    }
  }

  Summary summary() {
    return new Summary(
        reasons.summary(),
        retried.summary(),
        billedMillis,
        attempts,
        repeated,
        repeatedTasks,
        repeatedNanos);
  }
}
