package dev.fanfare;

import org.jspecify.annotations.Nullable;

/**
 * How many tasks travel in one batch: a number, or "auto", which leaves it to the backend. Immutable, thread-safe.
 *
 * <p>Follows joblib 1.6 {@code batch_size}. A number is not kept to at the start and at the end of the input.
 *
 * @param tasks the number, 1 or more; null: auto
 */
public record BatchSize(@Nullable Integer tasks) {

  /** The size that suits the durations of the batches so far. */
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
   * "auto" or a number.
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

  /** As {@link #parse} reads it. */
  public String text() {
    return tasks == null ? "auto" : tasks.toString();
  }
}
