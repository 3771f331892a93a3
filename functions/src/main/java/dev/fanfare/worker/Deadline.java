package dev.fanfare.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When an invocation is ended by Lambda, and the margin before that which is kept for the upload of what it has done. Immutable
 * and thread-safe.
 */
final class Deadline {

  private static final Duration LEAST_MARGIN = Duration.ofMillis(500);
  private static final Duration MOST_MARGIN = Duration.ofSeconds(10);

  /** For batches that nobody ends. */
  static final Deadline NONE = new Deadline(Duration.ofNanos(Long.MAX_VALUE / 2), System::nanoTime);

  private final LongSupplier nanoTime;
  private final long endNanos;
  private final long marginNanos;

  /**
   * A deadline.
   *
   * @param remaining from now on
   * @param nanoTime a clock as {@link System#nanoTime} is
   */
  Deadline(Duration remaining, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.endNanos = nanoTime.getAsLong() + remaining.toNanos();
    this.marginNanos = margin(remaining).toNanos();
  }

  /**
   * What is kept for the upload: 2 % of what the invocation may take, for long ones have more to upload; never less than 500 ms, as
   * a retry needs them, but where a quarter of the invocation is less.
   */
  static Duration margin(Duration limit) {
    Duration margin = clamp(limit.dividedBy(50), LEAST_MARGIN, MOST_MARGIN);
    Duration quarter = limit.dividedBy(4);
    return margin.compareTo(quarter) < 0 ? margin : quarter;
  }

  private static Duration clamp(Duration value, Duration least, Duration most) {
    Duration raised = value.compareTo(least) < 0 ? least : value;
    return raised.compareTo(most) > 0 ? most : raised;
  }

  /** What remains until Lambda ends the invocation; zero if that is over. */
  Duration remaining() {
    return notNegative(endNanos - nanoTime.getAsLong());
  }

  /** What remains for tasks, which is less by the margin; zero if that is over. */
  Duration remainingForTasks() {
    return notNegative(endNanos - marginNanos - nanoTime.getAsLong());
  }

  private static Duration notNegative(long nanos) {
    return Duration.ofNanos(Math.max(0, nanos));
  }

  /** Whether a task is likely to end in time that takes so long; one of which nothing is known is, while any time remains. */
  boolean allows(Duration estimate) {
    return remainingForTasks().compareTo(estimate) > 0;
  }
}
