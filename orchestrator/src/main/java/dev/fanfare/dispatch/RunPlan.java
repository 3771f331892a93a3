package dev.fanfare.dispatch;

import dev.fanfare.Options;
import dev.fanfare.PreDispatch;
import dev.fanfare.TaskRetries;
import dev.fanfare.wire.Conditions;
import java.util.OptionalLong;

/**
 * How to dispatch a job list.
 *
 * @param runId the run
 * @param workers how many workers the backend has
 * @param options what the caller wants
 * @param sizer decides on the size of each batch
 * @param bounded whether dispatch waits for the consumer of the outcomes, so that what was not
 *     consumed yet stays within a window
 * @param level how many parallel calls the tasks are inside of
 * @param retryRule what follows the loss of a batch
 * @param firstBatch number of the first batch: greater than those of a session before that is resumed
 */
public record RunPlan(
    String runId,
    int workers,
    Options options,
    BatchSizer sizer,
    boolean bounded,
    int level,
    RetryRule retryRule,
    long firstBatch) {

  /** The consumer may lag behind by this many times the workers' share of tasks. */
  private static final int WINDOWS = 4;

  public RunPlan {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1, got: " + workers);
    }
    // An expression is evaluated once, not with each batch.
    OptionalLong amount = options.preDispatch().amount(workers);
    options = options.toBuilder()
        .preDispatch(amount.isPresent() ? PreDispatch.of(amount.getAsLong()) : PreDispatch.ALL)
        .build();
  }

  PreDispatch preDispatch() {
    return options.preDispatch();
  }

  TaskRetries retries() {
    return options.retries();
  }

  Conditions conditions() {
    return options.conditions(level);
  }

  /**
   * Whether one more batch may be cut.
   *
   * @param unconsumed dispatched tasks whose outcomes were not consumed yet
   * @param batchSize size of the next batch, in tasks
   */
  boolean admits(long unconsumed, int batchSize) {
    long amount = preDispatch().amount(workers).orElse(Long.MAX_VALUE / WINDOWS);
    return !bounded || unconsumed < WINDOWS * Math.max(amount, (long) workers * batchSize);
  }
}
