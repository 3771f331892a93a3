package dev.fanfare.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When Lambda ends an invocation, and the margin before that for the upload of its outcome.
 * Immutable and thread-safe.
 */
final class Deadline {

  private static final Duration LEAST_MARGIN = Duration.ofMillis(500);
  private static final Duration MOST_MARGIN = Duration.ofSeconds(10);

  /** For batches without a deadline. */
  static final Deadline NONE = new Deadline(Duration.ofNanos(Long.MAX_VALUE / 2), System::nanoTime);

  private final LongSupplier nanoTime;
  private final long endNanos;
  private final long marginNanos;

  /**
   * A deadline.
   *
   * @param remaining time from now on
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  Deadline(Duration remaining, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.endNanos = nanoTime.getAsLong() + remaining.toNanos();
    this.marginNanos = margin(remaining).toNanos();
  }

  /**
   * The margin for the upload: 2 % of the invocation, because long ones have more to upload; at
   * least 500 ms, for a retry, but at most a quarter of the invocation.
   */
  static Duration margin(Duration limit) {
    // Not Duration.dividedBy, which loads BigDecimal: that takes longer than reading a batch.
    Duration margin = clamp(Duration.ofNanos(limit.toNanos() / 50), LEAST_MARGIN, MOST_MARGIN);
    Duration quarter = Duration.ofNanos(limit.toNanos() / 4);
    return margin.compareTo(quarter) < 0 ? margin : quarter;
  }

  private static Duration clamp(Duration value, Duration least, Duration most) {
    Duration raised = value.compareTo(least) < 0 ? least : value;
    return raised.compareTo(most) > 0 ? most : raised;
  }

  /** The time until Lambda ends the invocation; at least zero. */
  Duration remaining() {
    return notNegative(endNanos - nanoTime.getAsLong());
  }

  /** The time for tasks, without the margin; at least zero. */
  Duration remainingForTasks() {
    return notNegative(endNanos - marginNanos - nanoTime.getAsLong());
  }

  private static Duration notNegative(long nanos) {
    return Duration.ofNanos(Math.max(0, nanos));
  }

  /**
   * Whether a task of that duration is likely to end in time. A task of unknown duration is, while
   * any time remains.
   */
  boolean allows(Duration estimate) {
    return remainingForTasks().compareTo(estimate) > 0;
  }
}
