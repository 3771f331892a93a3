package dev.fanfare.worker;

import java.time.Duration;

/**
 * How long to wait before something that failed is tried again: longer each time, with full jitter (AWS
 * Architecture Blog, "Exponential Backoff and Jitter").
 *
 * @param firstMillis longest first wait
 * @param mostMillis longest wait of all
 * @param factor how many times longer the next wait may be
 */
public record Backoff(long firstMillis, long mostMillis, int factor) {

  /**
   * The wait, at least a millisecond.
   *
   * @param before how many times it has failed before
   * @param random from 0 to 1
   */
  public Duration delay(int before, double random) {
    double ceiling = Math.min((double) mostMillis, firstMillis * Math.pow(factor, before));
    return Duration.ofMillis(1 + (long) (random * ceiling));
  }
}
