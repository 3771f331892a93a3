package dev.fanfare.dispatch;

import dev.fanfare.PythonFloat;
import java.util.function.Consumer;

/**
 * Doubles the batch size until batches take 0.2 seconds, and shrinks it when they take more than 2.
 * Not thread-safe.
 *
 * <p>Uses the rule of joblib 1.6 {@code AutoBatchingMixin}, applied to the time the worker spent.
 * joblib measures from dispatch to completion, which counts time in queues as work. Below 0.2 seconds, the overhead per batch is too
 * high; above 2 seconds, workers are idle during the last batches. In between, the size does not
 * change.
 */
public final class AutoBatchSizer implements BatchSizer {

  private static final double SHORTEST_IDEAL_SECONDS = 0.2;
  private static final double LONGEST_IDEAL_SECONDS = 2;
  private static final double WEIGHT_OF_THE_PAST = 0.8;
  private static final double WEIGHT_OF_THE_LATEST = 0.2;

  /** joblib has no limit. Tasks of a microsecond would fill batches, and so memory, with hundreds of thousands. */
  private static final int MOST_TASKS = 8_192;

  private final Consumer<String> notices;

  // Mutable state.
  private int size = 1;
  /** Moving average over the batches of the current size; 0 if there are none. */
  private double smoothedSeconds;

  /**
   * A sizer without statistics.
   *
   * @param notices receives joblib's message about every change, to be printed by
   *     {@code ProgressLines.batchSizing}
   */
  public AutoBatchSizer(Consumer<String> notices) {
    this.notices = notices;
  }

  @Override
  public int nextSize() {
    if (smoothedSeconds > 0 && smoothedSeconds < SHORTEST_IDEAL_SECONDS && size < MOST_TASKS) {
      change("fast", Math.min(2 * size, MOST_TASKS));
    } else if (smoothedSeconds > LONGEST_IDEAL_SECONDS && size >= 2) {
      change("slow", Math.max(1, 2 * (int) (size * SHORTEST_IDEAL_SECONDS / smoothedSeconds)));
    }
    return size;
  }

  /**
   * Ignores batches of another size: they were cut before the last change, or at the end of the
   * input.
   */
  @Override
  public void completed(int tasks, double seconds) {
    if (tasks == size) {
      smoothedSeconds = smoothedSeconds == 0
          ? seconds
          : WEIGHT_OF_THE_PAST * smoothedSeconds + WEIGHT_OF_THE_LATEST * seconds;
    }
  }

  @Override
  public void reset() {
    size = 1;
    smoothedSeconds = 0;
  }

  private void change(String pace, int newSize) {
    notices.accept("Batch computation too " + pace + " (" + PythonFloat.repr(smoothedSeconds)
        + "s.) Setting batch_size=" + newSize + ".");
    size = newSize;
    smoothedSeconds = 0;
  }
}
