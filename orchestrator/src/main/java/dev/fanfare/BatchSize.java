package dev.fanfare;

import org.jspecify.annotations.Nullable;

/**
 * The number of tasks in a batch: a number, or "auto", which lets the backend decide. Immutable,
 * thread-safe.
 *
 * <p>Follows joblib 1.6 {@code batch_size}. Batches at the start and at the end of the input can be
 * smaller than the given number.
 *
 * @param tasks the number, at least 1; null for "auto"
 */
public record BatchSize(@Nullable Integer tasks) {

  /** Adapts the size to the durations of previous batches. */
  public static final BatchSize AUTO = new BatchSize(null);

  public BatchSize {
    if (tasks != null && tasks < 1) {
      throw refused(tasks);
    }
  }

  /**
   * That many tasks.
   *
   * @throws IllegalArgumentException if {@code tasks} is less than 1
   */
  public static BatchSize of(int tasks) {
    return new BatchSize(tasks);
  }

  /**
   * Parses "auto" or a number.
   *
   * @throws IllegalArgumentException if it is neither, or less than 1
   */
  public static BatchSize parse(String text) {
    if (text.equals("auto")) {
      return AUTO;
    }
    int tasks;
    try {
      tasks = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw refused(text);
    }
    return of(tasks);
  }

  private static IllegalArgumentException refused(Object got) {
    return new IllegalArgumentException(
        "batchSize must be 'auto' or a positive integer, got: " + got);
  }

  /** The text that {@link #parse} accepts. */
  public String text() {
    return tasks == null ? "auto" : tasks.toString();
  }
}
