package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.backend.BatchLostException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRuleTest {

  private final RetryRule rule = new RetryRule(3, 20);

  private RetryRule.Next next(Reason reason, int tasks, int losses) {
    return rule.next(reason, tasks, /* repeatable= */ true, losses, 1.0);
  }

  @ParameterizedTest
  @EnumSource(names = {"WORKER_TERMINATED", "TIMED_OUT", "FUNCTION_ERROR"})
  void what_may_be_a_tasks_doing_is_tried_in_halves(Reason reason) {
    assertThat(next(reason, 2, 1)).isInstanceOf(RetryRule.Halves.class);
    assertThat(next(reason, 1000, 99)).isInstanceOf(RetryRule.Halves.class);
  }

  @Test
  void a_task_that_does_not_end_in_time_is_tried_twice() {
    assertThat(next(Reason.TIMED_OUT, 1, 1)).isEqualTo(new RetryRule.Again(Duration.ZERO));
    assertThat(next(Reason.TIMED_OUT, 1, 2)).isInstanceOf(RetryRule.GiveUp.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"WORKER_TERMINATED", "FUNCTION_ERROR"})
  void one_task_is_tried_three_times_and_given_up(Reason reason) {
    assertThat(next(reason, 1, 1)).isEqualTo(new RetryRule.Again(Duration.ZERO));
    assertThat(next(reason, 1, 2)).isEqualTo(new RetryRule.Again(Duration.ZERO));
    assertThat(next(reason, 1, 3)).isInstanceOf(RetryRule.GiveUp.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVICE", "STORE"})
  void a_service_that_fails_is_waited_for_longer_and_longer_and_stops_the_run_at_last(
      Reason reason) {
    assertThat(next(reason, 9, 1)).isEqualTo(new RetryRule.Again(Duration.ofMillis(41)));
    assertThat(next(reason, 9, 19)).isEqualTo(new RetryRule.Again(Duration.ofMillis(5_001)));
    assertThat(next(reason, 9, 20)).isInstanceOf(RetryRule.Stop.class);
  }

  @Test
  void a_result_that_can_never_be_read_fails_its_tasks_alone() {
    assertThat(next(Reason.RESULT_UNREADABLE, 9, 5)).isInstanceOf(RetryRule.Again.class);
    assertThat(next(Reason.RESULT_UNREADABLE, 9, 6)).isInstanceOf(RetryRule.GiveUp.class);
  }

  @Test
  void a_store_that_refuses_results_is_asked_three_times_for_its_url_may_have_been_too_old() {
    assertThat(next(Reason.STORE_REFUSED, 9, 2)).isInstanceOf(RetryRule.Again.class);
    assertThat(next(Reason.STORE_REFUSED, 9, 3)).isInstanceOf(RetryRule.Stop.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "ABORTED", "NO_WORKER_LIVES"})
  void a_refusal_stops_the_run_at_once(Reason reason) {
    assertThat(next(reason, 9, 1)).isInstanceOf(RetryRule.Stop.class);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"REFUSED", "ABORTED", "NO_WORKER_LIVES"},
      mode = EnumSource.Mode.EXCLUDE)
  void a_task_that_must_not_run_twice_is_never_tried_again(Reason reason) {
    assertThat(rule.next(reason, 9, /* repeatable= */ false, 1, 0.5))
        .isInstanceOf(RetryRule.GiveUp.class);
  }
}
