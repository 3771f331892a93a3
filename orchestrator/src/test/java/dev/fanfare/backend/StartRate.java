package dev.fanfare.backend;

import java.time.Duration;

/**
 * How fast Lambda lets a function's environments grow: 1,000 at once, refilled continuously within 10 seconds, and not banked beyond
 * that (AWS Lambda Developer Guide, "Lambda scaling behavior"). Not thread-safe.
 */
final class StartRate {

  private static final int AT_ONCE = 1_000;
  private static final long REFILL_NANOS = Duration.ofSeconds(10).toNanos() / AT_ONCE;

  private long fullNanos;

  /** Takes the right to start one more environment, if there is one. */
  boolean take(long nowNanos) {
    // The time at which all rights are back says how many there are now: one less each 10 ms before
    // it.
    long next = Math.max(fullNanos, nowNanos) + REFILL_NANOS;
    boolean granted = next - nowNanos <= AT_ONCE * REFILL_NANOS;
    if (granted) {
      fullNanos = next;
    }
    return granted;
  }
}
