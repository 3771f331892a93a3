package dev.fanfare.backend;

/**
 * The maximum number of concurrent invocations. It is cut by a share when Lambda throttles, and
 * raised with each accepted call and with time (multiplicative decrease, additive increase).
 * Immutable.
 *
 * @param most initial and maximum size
 * @param size current size, at least 1
 * @param sinceNanos time of the last change, by the caller's clock
 */
record CongestionWindow(int most, double size, long sinceNanos) {

  /** The cut after too many busy environments. */
  private static final double CONCURRENCY_FACTOR = 0.7;

  /** The cut after too many calls per second, which is not about the number of environments. */
  private static final double RATE_FACTOR = 0.9;

  /**
   * The rate at which Lambda adds environments (AWS Lambda Developer Guide, "Scaling behavior").
   */
  private static final double MOST_PER_SECOND = 100;

  CongestionWindow {
    if (most < 1 || !(size >= 1 && size <= most)) {
      throw new IllegalArgumentException(
          "size must be from 1 to most, got: " + size + " of " + most);
    }
  }

  /** A window of maximum size. */
  static CongestionWindow of(int most, long nowNanos) {
    return new CongestionWindow(most, most, nowNanos);
  }

  /** The window after a 429, depending on Lambda's reason. */
  CongestionWindow throttled(String reason, long nowNanos) {
    double factor = reason.contains("Rate") ? RATE_FACTOR : CONCURRENCY_FACTOR;
    return new CongestionWindow(most, Math.max(1, size * factor), nowNanos);
  }

  /** The window after an accepted call has ended: grows by one per window, and with time. */
  CongestionWindow passed(long nowNanos) {
    return grown(1 / size, nowNanos);
  }

  /**
   * The window now: grows by a tenth of the maximum per second, at most at Lambda's rate. Also while no
   * call ends: long tasks must not keep others from starting.
   */
  CongestionWindow at(long nowNanos) {
    return grown(0, nowNanos);
  }

  private CongestionWindow grown(double more, long nowNanos) {
    if (size == most) {
      return this;
    }
    double perSecond = Math.min(MOST_PER_SECOND, most / 10.0);
    double now = size + more + perSecond * (nowNanos - sinceNanos) / 1e9;
    return new CongestionWindow(most, Math.min(most, now), nowNanos);
  }

  /** Whether it has its maximum size. */
  boolean isWide() {
    return size == most;
  }

  /** Whether one more call may start. */
  boolean admits(int underWay) {
    return underWay < (int) size;
  }
}
