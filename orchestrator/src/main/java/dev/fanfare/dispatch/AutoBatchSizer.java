package dev.fanfare.dispatch;

import dev.fanfare.PythonFloat;
import java.util.function.Consumer;

/**
 * Batches whose size doubles until they take 0.2 seconds, and shrinks when they take more than 2. Not thread-safe: one thread
 * owns it.
 *
 * <p>Follows joblib 1.6 {@code AutoBatchingMixin}. Below 0.2 seconds handing over costs too much of a batch, above 2 seconds the
 * last batches leave workers idle. Between the two nothing changes.
 */
public final class AutoBatchSizer implements BatchSizer {

  private static final double SHORTEST_IDEAL_SECONDS = 0.2;
  private static final double LONGEST_IDEAL_SECONDS = 2;
  private static final double WEIGHT_OF_THE_PAST = 0.8;
  private static final double WEIGHT_OF_THE_LATEST = 0.2;

  private final Consumer<String> notices;

  // Mutable state.
  private int size = 1;
  /** Moving average over the batches of the present size; 0: none yet. */
  private double smoothedSeconds;

  /**
   * A sizer that has seen no batch yet.
   *
   * @param notices is told of every change, in joblib's words; {@code ProgressLines.batchSizing} makes lines of them
   */
  public AutoBatchSizer(Consumer<String> notices) {
    this.notices = notices;
  }

  @Override
  public int nextSize() {
    if (smoothedSeconds > 0 && smoothedSeconds < SHORTEST_IDEAL_SECONDS) {
      change("fast", 2 * size);
    } else if (smoothedSeconds > LONGEST_IDEAL_SECONDS && size >= 2) {
      change("slow", Math.max(1, 2 * (int) (size * SHORTEST_IDEAL_SECONDS / smoothedSeconds)));
    }
    return size;
  }

  /** Batches of another size than the present are passed over: they were cut before the last change, or at the input's end. */
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
