package dev.fanfare.schedule;

import java.time.Duration;

/** Computes how much of an invocation is available to tasks. Stateless. */
final class SliceTime {

  /** The state machine waits for sixteen minutes; a function runs for at most fifteen. */
  private static final Duration MOST = Duration.ofMinutes(14);

  /** Reserved for the answer and delays. */
  private static final Duration RESERVE = Duration.ofMinutes(1);

  private SliceTime() {}

  /**
   * The time for tasks.
   *
   * @param remaining remaining time of the invocation
   * @param spent time spent reading the run's outcomes, which will be needed again at the end
   * @return zero or negative if there is none
   */
  static Duration forTasks(Duration remaining, Duration spent) {
    Duration left = remaining.minus(RESERVE).minus(spent);
    return left.compareTo(MOST) < 0 ? left : MOST;
  }
}
