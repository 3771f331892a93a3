package dev.fanfare.dispatch;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Decides when a batch has run so much longer than others that a second attempt is worthwhile.
 * Keeps the durations of the latest batches. Not thread-safe.
 *
 * <p>Once half of the batches, and at least ten, have returned, a batch is a straggler if it takes
 * at least three times as long as expected from the median, and at least a second.
 */
final class BackupRule {

  private static final int LEAST_BATCHES = 10;
  private static final int SLOWER = 3;
  private static final long LEAST_NANOS = 1_000_000_000L;

  private final long[] nanosPerTask = new long[512];
  private long completed;

  /** Records a batch that returned. */
  void completed(int tasks, long nanos) {
    nanosPerTask[(int) (completed++ % nanosPerTask.length)] = nanos / tasks;
  }

  /**
   * The time per task in nanoseconds after which a batch is a straggler; empty while there is too
   * little data. For a batch, it is multiplied by the number of tasks, and at least
   * {@value #LEAST_NANOS}.
   *
   * @param batches total number of batches
   */
  OptionalLong nanosPerTask(long batches) {
    if (completed < LEAST_BATCHES || 2 * completed < batches) {
      return OptionalLong.empty();
    }
    long[] sorted = Arrays.copyOf(nanosPerTask, (int) Math.min(completed, nanosPerTask.length));
    Arrays.sort(sorted);
    return OptionalLong.of(SLOWER * sorted[sorted.length / 2]);
  }

  /** Whether a batch that has run for that long is a straggler. */
  static boolean straggles(long nanos, int tasks, long nanosPerTask) {
    return nanos > Math.max(LEAST_NANOS, nanosPerTask * tasks);
  }
}
