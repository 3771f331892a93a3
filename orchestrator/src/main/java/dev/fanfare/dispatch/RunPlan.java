package dev.fanfare.dispatch;

import dev.fanfare.PreDispatch;
import dev.fanfare.TaskRetries;
import dev.fanfare.wire.Conditions;
import java.util.OptionalLong;

/**
 * How to dispatch a job list.
 *
 * @param runId the run
 * @param workers number of workers of the backend
 * @param preDispatch tasks to dispatch before the first batch returns
 * @param sizer decides the size of each batch
 * @param bounded whether dispatch waits for the consumer, so that unconsumed outcomes stay within a
 *     window
 * @param conditions conditions for each task
 * @param retries which failed tasks run again
 * @param retryRule decides what to do with lost batches
 * @param firstBatch number of the first batch, greater than those of earlier sessions
 */
public record RunPlan(
    String runId,
    int workers,
    PreDispatch preDispatch,
    BatchSizer sizer,
    boolean bounded,
    Conditions conditions,
    TaskRetries retries,
    RetryRule retryRule,
    long firstBatch) {

  /** The consumer may lag behind by this many times the workers' share of tasks. */
  private static final int WINDOWS = 4;

  public RunPlan {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1, got: " + workers);
    }
    // Evaluate the expression once, not for each batch.
    OptionalLong amount = preDispatch.amount(workers);
    preDispatch = amount.isPresent() ? PreDispatch.of(amount.getAsLong()) : PreDispatch.ALL;
  }

  /**
   * Whether one more batch may be cut.
   *
   * @param unconsumed dispatched tasks whose outcomes were not consumed yet
   * @param batchSize size of the next batch, in tasks
   */
  boolean admits(long unconsumed, int batchSize) {
    long amount = preDispatch.amount(workers).orElse(Long.MAX_VALUE / WINDOWS);
    return !bounded || unconsumed < WINDOWS * Math.max(amount, (long) workers * batchSize);
  }
}
