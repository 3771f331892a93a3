package dev.fanfare.backend;

/**
 * How many invocations may be under way: cut by a share when Lambda throttles, and raised again with
 * each one that it lets through and with time (multiplicative decrease, additive increase). Immutable.
 *
 * @param most where it begins, and never goes beyond
 * @param size its present size, 1 or more
 * @param sinceNanos when it was last changed, by the clock of whoever asks
 */
record CongestionWindow(int most, double size, long sinceNanos) {

  /** After too many busy environments. */
  private static final double CONCURRENCY_FACTOR = 0.7;

  /** After too many calls a second: the environments themselves are not the matter. */
  private static final double RATE_FACTOR = 0.9;

  /** What Lambda adds to a function's environments (AWS Lambda Developer Guide, "Scaling behavior"). */
  private static final double MOST_PER_SECOND = 100;

  CongestionWindow {
    if (most < 1 || !(size >= 1 && size <= most)) {
      throw new IllegalArgumentException(
          "size must be from 1 to most, got: " + size + " of " + most);
    }
  }

  /** A window that is wide open. */
  static CongestionWindow of(int most, long nowNanos) {
    return new CongestionWindow(most, most, nowNanos);
  }

  /** After a 429, by Lambda's reason. */
  CongestionWindow throttled(String reason, long nowNanos) {
    double factor = reason.contains("Rate") ? RATE_FACTOR : CONCURRENCY_FACTOR;
    return new CongestionWindow(most, Math.max(1, size * factor), nowNanos);
  }

  /** After a call that was let through: by one a windowful, and by a tenth of the whole a second. */
  CongestionWindow passed(long nowNanos) {
    if (size == most) {
      return this;
    }
    double perSecond = Math.min(MOST_PER_SECOND, most / 10.0);
    double more = 1 / size + perSecond * (nowNanos - sinceNanos) / 1e9;
    return new CongestionWindow(most, Math.min(most, size + more), nowNanos);
  }

  /** Whether one more may be under way. */
  boolean admits(int underWay) {
    return underWay < (int) size;
  }
}
