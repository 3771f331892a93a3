package dev.fanfare.schedule;

import java.time.Duration;

/** How much of an invocation tasks may take. Stateless. */
final class SliceTime {

  /** The state machine waits for sixteen minutes, a function runs for fifteen at the most. */
  private static final Duration MOST = Duration.ofMinutes(14);

  /** For the answer, and whatever is slow on the way to it. */
  private static final Duration RESERVE = Duration.ofMinutes(1);

  private SliceTime() {}

  /**
   * The time for tasks.
   *
   * @param remaining of the invocation
   * @param spent on looking through the run's outcomes, which will take as long again afterwards
   * @return nothing or less if there is none
   */
  static Duration forTasks(Duration remaining, Duration spent) {
    Duration left = remaining.minus(RESERVE).minus(spent);
    return left.compareTo(MOST) < 0 ? left : MOST;
  }
}
