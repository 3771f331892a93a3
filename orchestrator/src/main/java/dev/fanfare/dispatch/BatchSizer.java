package dev.fanfare.dispatch;

import dev.fanfare.BatchSize;

/** Decides the size of the next batch from completed batches. Not thread-safe. */
public sealed interface BatchSizer permits AutoBatchSizer, FixedBatchSizer {

  /**
   * The sizer for an option.
   *
   * @param whenAuto the backend's sizer for "auto": an {@link AutoBatchSizer}, or a constant 1 for
   *     threads
   */
  static BatchSizer of(BatchSize option, BatchSizer whenAuto) {
    return option.tasks() == null ? whenAuto : new FixedBatchSizer(option.tasks());
  }

  /**
   * The size of the next batch in tasks, at least 1. Call it once for each batch, because a call
   * can change the size.
   */
  int nextSize();

  /**
   * Records a batch that completed without an error.
   *
   * @param tasks number of its tasks
   * @param seconds how long its worker was busy with it
   */
  void completed(int tasks, double seconds);

  /** Discards all statistics. */
  void reset();
}
