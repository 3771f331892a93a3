package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreDispatchTest {

  @ParameterizedTest
  @CsvSource({
    "2 * n_jobs, 3, 6",
    "2 * nJobs, 3, 6",
    "n_jobs, 8, 8",
    "1.5*n_jobs, 3, 4",
    "3, 8, 3",
    "1.9, 8, 1",
    "n_jobs**2, 4, 16",
    "-(-7*n_jobs//2), 3, 11",
    "n_jobs - 1, 2, 1"
  })
  void an_expression_is_evaluated_and_truncated(String text, int nJobs, long amount) {
    assertThat(PreDispatch.parse(text).amount(nJobs)).hasValue(amount);
  }

  @Test
  void the_name_is_replaced_as_text() {
    assertThat(PreDispatch.parse("2n_jobs").amount(4)).hasValue(24);
  }

  @Test
  void the_default_is_twice_the_jobs() {
    assertThat(PreDispatch.DEFAULT.amount(4)).hasValue(8);
  }

  @Test
  void all_has_no_amount() {
    assertThat(PreDispatch.parse("all").amount(4)).isEmpty();
    assertThat(PreDispatch.ALL.amount(4)).isEmpty();
  }

  @Test
  void a_number_may_be_larger_than_an_expression() {
    assertThat(PreDispatch.of(5_000_000).amount(4)).hasValue(5_000_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void a_number_below_one_is_refused(long tasks) {
    assertThatThrownBy(() -> PreDispatch.of(tasks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("preDispatch must be at least 1 task, got: " + tasks);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.9, 0", "-1, -1", "2 - 5, -3"})
  void a_constant_below_one_is_refused_at_once(String text, long tasks) {
    assertThatThrownBy(() -> PreDispatch.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "preDispatch must come to at least 1 task, got: " + tasks + " from '" + text + "'");
  }

  @Test
  void an_amount_below_one_is_refused_once_the_jobs_are_known() {
    PreDispatch preDispatch = PreDispatch.parse("0.4*n_jobs");

    assertThat(preDispatch.amount(3)).hasValue(1);
    assertThatThrownBy(() -> preDispatch.amount(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "preDispatch must come to at least 1 task, got: 0 from '0.4*n_jobs' with nJobs = 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 * foo", "n_jobs n_jobs", "+n_jobs", "1/0", "", "2 * N_JOBS"})
  void what_is_no_expression_is_refused_at_once(String text) {
    assertThatThrownBy(() -> PreDispatch.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "preDispatch must be a number, 'all', or an expression such as 2 * n_jobs, got: "
                + text);
  }

  @Test
  void what_fails_for_some_numbers_of_jobs_alone_is_refused_for_those() {
    PreDispatch preDispatch = PreDispatch.parse("4 / (n_jobs-1)");

    assertThat(preDispatch.amount(3)).hasValue(2);
    assertThatThrownBy(() -> preDispatch.amount(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'4 / (1-1)' is not a valid or supported arithmetic expression.");
    assertThatThrownBy(() -> PreDispatch.parse("n_jobs * 600000").amount(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Numeric literal 1200000 is too large, max is 1000000.");
  }

  @Test
  void the_length_counts_after_the_name_is_replaced() {
    String text = "n_jobs+".repeat(10) + "1";

    assertThat(PreDispatch.parse(text).amount(4)).hasValue(41);
    assertThatThrownBy(() -> PreDispatch.parse(text).amount(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expression '10+10+10+10+10+10+10+10+10+10+'... is too long. Max length is 30, got 31.");
  }
}
