package dev.fanfare.backend;

/** How long to wait before a call that was throttled is made again: exponential, with full jitter. Stateless. */
final class Backoff {

  private static final long FIRST_MILLIS = 20;
  private static final long MOST_MILLIS = 5_000;

  private Backoff() {}

  /**
   * The wait in milliseconds.
   *
   * @param before how many times the call was throttled before
   * @param random from 0 to 1
   */
  static long delayMillis(int before, double random) {
    long ceiling = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(before, 10));
    return 1 + (long) (random * ceiling);
  }
}
