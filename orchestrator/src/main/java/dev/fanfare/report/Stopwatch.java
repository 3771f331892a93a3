package dev.fanfare.report;

import java.util.function.LongSupplier;

/**
 * The time since a call began, by a monotonic clock that tests can replace. Immutable and
 * thread-safe if the clock is.
 */
public final class Stopwatch {

  private final LongSupplier ticker;
  private final long startNanos;

  private Stopwatch(long startNanos, LongSupplier ticker) {
    this.ticker = ticker;
    this.startNanos = startNanos;
  }

  /** Starts now, with the JVM's clock. */
  public static Stopwatch start() {
    return new Stopwatch(System.nanoTime(), System::nanoTime);
  }

  /**
   * Starts now, with that clock.
   *
   * @param ticker monotonic time in nanoseconds
   */
  public static Stopwatch start(LongSupplier ticker) {
    return new Stopwatch(ticker.getAsLong(), ticker);
  }

  /** Time since the start, in nanoseconds. */
  public long nanos() {
    return ticker.getAsLong() - startNanos;
  }

  /** Time since the start, in seconds. */
  public double seconds() {
    return nanos() / 1e9;
  }
}
