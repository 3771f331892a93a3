package dev.fanfare.dispatch;

/**
 * Batches of a fixed size. Immutable.
 *
 * @param tasks the size, at least 1
 */
public record FixedBatchSizer(int tasks) implements BatchSizer {

  /** "auto" for threads, where handing over a task costs almost nothing. */
  public static final FixedBatchSizer ONE = new FixedBatchSizer(1);

  public FixedBatchSizer {
    if (tasks < 1) {
      throw new IllegalArgumentException("tasks must be at least 1, got: " + tasks);
    }
  }

  @Override
  public int nextSize() {
    return tasks;
  }

  @Override
  public void completed(int tasks, double seconds) {}

  @Override
  public void reset() {}
}
