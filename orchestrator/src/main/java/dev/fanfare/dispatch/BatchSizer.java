package dev.fanfare.dispatch;

import dev.fanfare.BatchSize;

/** What decides on the size of the next batch, from the batches that have completed. Not thread-safe: one thread owns it. */
public sealed interface BatchSizer permits AutoBatchSizer, FixedBatchSizer {

  /**
   * What keeps to an option.
   *
   * @param whenAuto what the backend takes for "auto": an {@link AutoBatchSizer}, or a constant 1 for threads
   */
  static BatchSizer of(BatchSize option, BatchSizer whenAuto) {
    return option.tasks() == null ? whenAuto : new FixedBatchSizer(option.tasks());
  }

  /** The size of the next batch, in tasks, 1 or more. To be asked once for each batch that is cut: an answer can be a decision. */
  int nextSize();

  /**
   * Takes note of a batch that has completed without an error.
   *
   * @param tasks how many tasks it had
   * @param seconds from its dispatch to its completion, with everything between: queue, transport, start of a worker
   */
  void completed(int tasks, double seconds);

  /** Forgets every completed batch. */
  void reset();
}
