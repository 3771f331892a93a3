package dev.fanfare.dispatch;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * When a batch has run so much longer than its fellows that a second attempt is worth its price. Keeps
 * the durations of the latest batches; not thread-safe.
 *
 * <p>Once half of the batches have come back, and ten at least, a batch is a straggler that takes three
 * times as long as the median would have it, and a second at least.
 */
final class BackupRule {

  private static final int LEAST_BATCHES = 10;
  private static final int SLOWER = 3;
  private static final long LEAST_NANOS = 1_000_000_000L;

  private final long[] nanosPerTask = new long[512];
  private long completed;

  /** A batch has come back. */
  void completed(int tasks, long nanos) {
    nanosPerTask[(int) (completed++ % nanosPerTask.length)] = nanos / tasks;
  }

  /**
   * How long a task may run before its batch is a straggler, in nanoseconds; empty while too little is
   * known. A batch has as many times that as it has tasks, and {@value #LEAST_NANOS} at least.
   *
   * @param batches how many there are in all
   */
  OptionalLong nanosPerTask(long batches) {
    if (completed < LEAST_BATCHES || 2 * completed < batches) {
      return OptionalLong.empty();
    }
    long[] sorted = Arrays.copyOf(nanosPerTask, (int) Math.min(completed, nanosPerTask.length));
    Arrays.sort(sorted);
    return OptionalLong.of(SLOWER * sorted[sorted.length / 2]);
  }

  /** Whether a batch that has run for so long is a straggler. */
  static boolean straggles(long nanos, int tasks, long nanosPerTask) {
    return nanos > Math.max(LEAST_NANOS, nanosPerTask * tasks);
  }
}
