package dev.fanfare.kernel;

/**
 * When and how long a task ran, measured in its worker.
 *
 * @param startEpochMicros when it started, by the worker's clock, in microseconds since 1970
 * @param wallNanos how long it took, in nanoseconds; waiting for other kernels that are not thread-safe is not counted
 * @param cpuNanos processor time of its own thread, in nanoseconds
 */
public record Timing(long startEpochMicros, long wallNanos, long cpuNanos) {

  /** For a task that never ran. */
  public static final Timing NONE = new Timing(0, 0, 0);
}
