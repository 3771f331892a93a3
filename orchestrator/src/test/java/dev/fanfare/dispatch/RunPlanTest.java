package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Options;
import dev.fanfare.PreDispatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The window that bounds what a consumer has not taken yet. */
class RunPlanTest {

  private static RunPlan plan(String preDispatch, boolean bounded) {
    return new RunPlan(
        "run",
        4,
        Options.builder().preDispatch(PreDispatch.parse(preDispatch)).seed(0).build(),
        FixedBatchSizer.ONE,
        bounded,
        /* level= */ 1,
        RetryRule.DEFAULT,
        0);
  }

  @ParameterizedTest
  @CsvSource({"2 * n_jobs, 1, 32", "2 * n_jobs, 10, 160", "1, 1, 16", "100, 10, 400"})
  void the_window_is_four_times_what_the_workers_have_in_hand(
      String preDispatch, int batchSize, long window) {
    RunPlan plan = plan(preDispatch, /* bounded= */ true);

    assertThat(plan.admits(window - 1, batchSize)).isTrue();
    assertThat(plan.admits(window, batchSize)).isFalse();
  }

  @Test
  void everything_is_admitted_where_everything_is_dispatched_ahead() {
    assertThat(plan("all", /* bounded= */ true).admits(1L << 40, 1)).isTrue();
  }

  @Test
  void nothing_is_bounded_where_nobody_takes_results_one_by_one() {
    assertThat(plan("1", /* bounded= */ false).admits(Long.MAX_VALUE, 1)).isTrue();
  }
}
