package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BackendUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a function's time limit means for runs, and what is told of it. */
@Timeout(60)
class TimeLimitTest {

  private static TimeLimit limit(long seconds) {
    return new TimeLimit(Duration.ofSeconds(seconds));
  }

  private static LambdaBackend backend(boolean queued) {
    return new LambdaBackend(LambdaTarget.of("worker").withQueued(queued));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "  60 | raise the function's timeout (at most 900 s)",
        " 900 | that is Lambda's maximum; split the task, run it on a long worker (up to 5400 s), or run it with",
        "1000 | raise the function's timeout (at most 5400 s)",
        "5400 | that is Lambda's maximum; split the task, or run it with --backend processes",
      })
  void a_task_that_exceeds_it_is_lost_with_what_to_do(long seconds, String advice) {
    BatchLostException lost = FunctionError.timedOut(Duration.ofSeconds(seconds));

    assertThat(lost.reason()).isEqualTo(BatchLostException.Reason.TIMED_OUT);
    assertThat(lost)
        .hasMessageStartingWith(
            "the function's time limit of " + seconds + " s was exceeded: " + advice);
  }

  @Test
  void on_instances_a_queued_invocation_may_wait_as_long_as_another_one_may_run() {
    assertThat(ResultWatch.patience(Duration.ofSeconds(900))).isEqualTo(Duration.ofSeconds(1_200));
    assertThat(ResultWatch.patience(Duration.ofSeconds(5_400)))
        .isEqualTo(Duration.ofSeconds(10_800));
  }

  @Test
  void credentials_that_expire_before_an_invocation_may_end_are_told() {
    Instant now = Instant.parse("2026-11-26T12:00:00Z");

    assertThat(limit(900).warning(now, now.plusSeconds(900))).isEmpty();
    assertThat(limit(5_400).warning(now, now.plusSeconds(10_800)))
        .as("waits in the queue, then runs")
        .isEmpty();
    assertThat(limit(5_400).warning(now, now.plusSeconds(5_700)))
        .hasValueSatisfying(text ->
            assertThat(text).contains("expire at 2026-11-26T13:35:00Z", "may take 10800 s"));
  }

  @Test
  void a_timeout_of_tasks_that_the_function_never_reaches_is_told() throws IOException {
    try (DescribedFunction function = new DescribedFunction(60, "")) {
      LambdaBackend backend = backend(/* queued= */ false);

      assertThat(backend.warnings(Duration.ofSeconds(60))).isEmpty();
      assertThat(backend.warnings(null)).isEmpty();
      assertThat(backend.warnings(Duration.ofMillis(60_500)))
          .containsExactly(
              "timeout = 60.5 s is never reached: function worker is stopped after 60 s;"
                  + " raise the function's timeout (at most 900 s)");
    }
  }

  @Test
  void a_function_that_may_run_longer_than_a_synchronous_invocation_must_be_queued()
      throws IOException {
    try (DescribedFunction function =
        new DescribedFunction(5_400, DescribedFunction.ON_INSTANCES)) {
      LambdaBackend direct = backend(/* queued= */ false);
      assertThatThrownBy(direct::function)
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("time limit of 5400 s")
          .hasMessageContaining("use --queued");

      LambdaFunction found = backend(/* queued= */ true).function();
      assertThat(found.timeout()).isEqualTo(Duration.ofMinutes(90));
      assertThat(found.onInstances()).isTrue();
    }
  }

  @Test
  void a_function_on_instances_must_be_queued_whatever_its_time_limit() throws IOException {
    try (DescribedFunction function = new DescribedFunction(60, DescribedFunction.ON_INSTANCES)) {
      assertThatThrownBy(() -> backend(/* queued= */ false).function())
          .isInstanceOf(BackendUnavailableException.class)
          .hasMessageContaining("runs on instances")
          .hasMessageContaining("use --queued");
    }
  }
}
