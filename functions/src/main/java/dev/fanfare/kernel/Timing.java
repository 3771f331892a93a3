package dev.fanfare.kernel;

/**
 * When a task ran and how long it took, measured in its worker.
 *
 * @param startEpochMicros start time by the worker's clock, in microseconds since 1970
 * @param wallNanos wall time in nanoseconds, without waiting for other kernels that are not
 *     thread-safe
 * @param cpuNanos CPU time of its thread in nanoseconds, accurate to 20 microseconds; shorter waits
 *     count as CPU time
 */
public record Timing(long startEpochMicros, long wallNanos, long cpuNanos) {

  /** For a task that never ran. */
  public static final Timing NONE = new Timing(0, 0, 0);
}
