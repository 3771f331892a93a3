package dev.fanfare.dispatch;

import dev.fanfare.PreDispatch;
import dev.fanfare.TaskRetries;
import dev.fanfare.wire.Conditions;
import java.util.OptionalLong;

/**
 * How a job list is to be dispatched.
 *
 * @param runId the run
 * @param workers how many workers the backend has
 * @param preDispatch what is dispatched before the first batch has come back
 * @param sizer decides on the size of each batch
 * @param bounded whether dispatch waits for the consumer of the outcomes, so that what was not
 *     consumed yet stays within a window
 * @param conditions what holds for each task
 * @param retries which failed tasks run again
 * @param retryRule what follows the loss of a batch
 * @param firstBatch number of the first batch: greater than those of a session before that is resumed
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

  /** A consumer may lag behind by so many times what the workers have in hand. */
  private static final int WINDOWS = 4;

  public RunPlan {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1, got: " + workers);
    }
    // An expression is evaluated once, not with each batch.
    OptionalLong amount = preDispatch.amount(workers);
    preDispatch = amount.isPresent() ? PreDispatch.of(amount.getAsLong()) : PreDispatch.ALL;
  }

  /**
   * Whether one more batch may be cut.
   *
   * @param unconsumed tasks that were dispatched and not consumed yet
   * @param batchSize size of the next batch, in tasks
   */
  boolean admits(long unconsumed, int batchSize) {
    long amount = preDispatch.amount(workers).orElse(Long.MAX_VALUE / WINDOWS);
    return !bounded || unconsumed < WINDOWS * Math.max(amount, (long) workers * batchSize);
  }
}
