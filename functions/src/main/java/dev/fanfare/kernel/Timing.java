package dev.fanfare.kernel;

/**
 * When a task ran and how long it took, measured in its worker.
 *
 * @param startEpochMicros start time by the worker's clock, in microseconds since 1970
 * @param wallNanos wall time in nanoseconds, without waiting for other kernels that are not
 *     thread-safe
 * @param cpuNanos CPU time of its thread in nanoseconds, accurate to 20 microseconds; shorter waits
 *     count as CPU time
 * @param thread number of its thread in the worker, from 1; 0 if the worker has only one
 */
public record Timing(long startEpochMicros, long wallNanos, long cpuNanos, int thread) {

  /** For a task that never ran. */
  public static final Timing NONE = new Timing(0, 0, 0);

  /** On the only thread of a worker. */
  public Timing(long startEpochMicros, long wallNanos, long cpuNanos) {
    this(startEpochMicros, wallNanos, cpuNanos, 0);
  }
}
