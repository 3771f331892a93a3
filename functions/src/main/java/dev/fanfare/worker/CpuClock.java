package dev.fanfare.worker;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * The CPU time of the thread that created it. The system's clock for that is slow, so it is read at
 * most every {@value #MAX_AGE_NANOS} ns. Between two readings, it adds the elapsed time, as if the
 * thread had never waited. Never goes back. Used by its thread only.
 */
final class CpuClock {

  static final long MAX_AGE_NANOS = 20_000;

  private static final ThreadLocal<CpuClock> OF_THREAD = ThreadLocal.withInitial(
      () -> new CpuClock(ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime));

  private final LongSupplier system;
  private long read;
  private long readAt;
  private long latest = Long.MIN_VALUE;

  /**
   * A clock that has not been read.
   *
   * @param system the thread's CPU time in nanoseconds
   */
  CpuClock(LongSupplier system) {
    this.system = system;
  }

  /** The calling thread's clock. */
  static CpuClock ofThread() {
    return OF_THREAD.get();
  }

  /**
   * The CPU time in nanoseconds, accurate to {@value #MAX_AGE_NANOS} ns.
   *
   * @param now monotonic time in nanoseconds
   */
  long nanos(long now) {
    if (latest == Long.MIN_VALUE || now - readAt >= MAX_AGE_NANOS) {
      read = system.getAsLong();
      readAt = now;
    }
    latest = Math.max(latest, read + now - readAt);
    return latest;
  }
}
