package dev.fanfare.parallel;

import dev.fanfare.Completion.Reason;
import dev.fanfare.LambdaUse;
import dev.fanfare.report.Budget;
import org.jspecify.annotations.Nullable;

/**
 * What a call may still cost.
 *
 * @param budget of the whole run; null: no limit
 * @param before what earlier sessions of the run have used
 */
record Allowance(@Nullable Budget budget, LambdaUse before) {

  /** That of a new run. */
  static Allowance of(@Nullable Budget budget) {
    return new Allowance(budget, LambdaUse.NONE);
  }

  /**
   * Whether so many attempts may be under way after this session has used that.
   *
   * @throws Stop if not even one may
   */
  boolean allows(LambdaUse used, int attempts) {
    if (budget == null || budget.allows(before.plus(used), attempts)) {
      return true;
    }
    if (attempts == 1) {
      throw new Stop(Reason.BUDGET_SPENT);
    }
    return false;
  }
}
