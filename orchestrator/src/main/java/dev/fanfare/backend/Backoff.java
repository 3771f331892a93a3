package dev.fanfare.backend;

import java.time.Duration;

/** The time to wait before a retry: exponential backoff with full jitter. Stateless. */
public final class Backoff {

  private static final long FIRST_MILLIS = 20;
  private static final long MOST_MILLIS = 5_000;

  private Backoff() {}

  /**
   * The wait.
   *
   * @param before number of previous failures
   * @param random from 0 to 1
   */
  public static Duration delay(int before, double random) {
    long ceiling = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(before, 10));
    return Duration.ofMillis(1 + (long) (random * ceiling));
  }
}
