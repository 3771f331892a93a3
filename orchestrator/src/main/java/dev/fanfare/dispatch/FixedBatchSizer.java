package dev.fanfare.dispatch;

/**
 * Batches of one size, whatever they took. Immutable.
 *
 * @param tasks the size, 1 or more
 */
public record FixedBatchSizer(int tasks) implements BatchSizer {

  /** What "auto" means to threads, to which handing over one task costs next to nothing. */
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
