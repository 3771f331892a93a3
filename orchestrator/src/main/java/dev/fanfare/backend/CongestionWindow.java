package dev.fanfare.backend;

/**
 * How many invocations may be under way: halved when Lambda throttles, and raised by one with each
 * windowful that it lets through (additive increase, multiplicative decrease). Immutable.
 *
 * @param most where it begins, and never goes beyond
 * @param size its present size, 1 or more
 */
record CongestionWindow(int most, double size) {

  /** Reasons of Lambda's that speak of how often it is called, not of how many environments are busy. */
  private static final double RATE_FACTOR = 0.9;

  private static final double CONCURRENCY_FACTOR = 0.5;

  CongestionWindow {
    if (most < 1 || !(size >= 1 && size <= most)) {
      throw new IllegalArgumentException(
          "size must be from 1 to most, got: " + size + " of " + most);
    }
  }

  /** A window that is wide open. */
  static CongestionWindow of(int most) {
    return new CongestionWindow(most, most);
  }

  /** After a 429. Too high a rate of calls narrows it less than too many environments do. */
  CongestionWindow throttled(String reason) {
    double factor = reason.contains("Rate") ? RATE_FACTOR : CONCURRENCY_FACTOR;
    return new CongestionWindow(most, Math.max(1, size * factor));
  }

  /** After a call that was let through. */
  CongestionWindow passed() {
    return new CongestionWindow(most, Math.min(most, size + 1 / size));
  }

  /** Whether one more may be under way. */
  boolean admits(int underWay) {
    return underWay < (int) size;
  }
}
