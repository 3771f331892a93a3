package dev.fanfare.backend;

import java.time.Duration;

/**
 * The calls to one function: how many are under way, how many may be, and whether it rests because
 * Lambda throttled it. Not thread-safe; guarded by its {@link Gate}.
 */
final class Lane {

  private final int number;
  private CongestionWindow window;
  private int underWay;

  // Each narrowing starts a new epoch; throttled calls of earlier epochs do not narrow the window
  // again.
  private long epoch;
  private int throttlesInARow;
  private long restsUntilNanos;

  Lane(int number, int width, long nowNanos) {
    this.number = number;
    this.window = CongestionWindow.of(width, nowNanos);
    this.restsUntilNanos = nowNanos;
  }

  int number() {
    return number;
  }

  int underWay() {
    return underWay;
  }

  /** Whether one more call may start now. */
  boolean admits(long nowNanos) {
    window = window.at(nowNanos);
    return nowNanos - restsUntilNanos >= 0 && window.admits(underWay);
  }

  /** Whether it admits fewer calls than its width because Lambda has refused the last ones. */
  boolean isThrottled(long nowNanos) {
    boolean free = admits(nowNanos);
    return throttlesInARow > 0 && !free && (!window.isWide() || restsUntilNanos - nowNanos > 0);
  }

  /** Whether it may admit more calls later, although none ends. */
  boolean grows() {
    return !window.isWide();
  }

  /** Whether a smaller part of it is in use. */
  boolean isFreerThan(Lane other) {
    return (long) underWay * other.window.most() < (long) other.underWay * window.most();
  }

  /** Starts a call. Returns its epoch. */
  long enter() {
    underWay++;
    return epoch;
  }

  /** A call has ended. */
  void leave(boolean passed, long nowNanos) {
    underWay--;
    if (passed) {
      throttlesInARow = 0;
      window = window.passed(nowNanos);
    }
  }

  /** Lambda has refused a call of that epoch for now. Returns how long the lane rests. */
  Duration throttled(ThrottledException reason, long startedInEpoch, double jitter, long nowNanos) {
    underWay--;
    if (startedInEpoch == epoch) {
      window = window.throttled(reason.reason(), nowNanos);
      epoch++;
      rest(Timeline.BACKOFF.delay(throttlesInARow++, jitter), nowNanos);
    }
    rest(reason.retryAfter(), nowNanos);
    return Duration.ofNanos(Math.max(0, restsUntilNanos - nowNanos));
  }

  private void rest(Duration least, long nowNanos) {
    long until = nowNanos + least.toNanos();
    if (until - restsUntilNanos > 0) {
      restsUntilNanos = until;
    }
  }
}
