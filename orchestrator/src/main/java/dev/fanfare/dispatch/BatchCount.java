package dev.fanfare.dispatch;

import dev.fanfare.BatchSize;
import dev.fanfare.PreDispatch;
import java.util.List;
import java.util.stream.LongStream;

/** The number of batches of a job list, without retries. Stateless. */
public final class BatchCount {

  private BatchCount() {}

  /**
   * The maximum number: exact for a fixed batch size, one batch per task for automatic sizes.
   */
  public static long most(long tasks, int workers, PreDispatch preDispatch, BatchSize batchSize) {
    int size = batchSize.tasks() == null ? 1 : batchSize.tasks();
    if (size == 1) {
      return tasks;
    }
    BatchCutter<Long> cutter =
        new BatchCutter<>(LongStream.range(0, tasks).iterator(), workers, preDispatch);
    long batches = 0;
    List<Long> batch = cutter.nextEager(size);
    for (; !batch.isEmpty(); batch = cutter.nextEager(size)) {
      batches++;
    }
    for (batch = cutter.next(size); !batch.isEmpty(); batch = cutter.next(size)) {
      batches++;
    }
    return batches;
  }
}
