package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BottleneckTest {

  private static final long SECOND = 1_000_000_000L;

  /** A run of ten seconds on four workers. */
  private static Bottleneck bottleneck(
      long tasks, long taskSeconds, long cpuSeconds, Map<Phase, Long> seconds) {
    return bottleneck(tasks, taskSeconds, cpuSeconds, seconds, Setbacks.NONE);
  }

  private static Bottleneck bottleneck(
      long tasks, long taskSeconds, long cpuSeconds, Map<Phase, Long> seconds, Setbacks setbacks) {
    Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    seconds.forEach((phase, n) -> phases.put(phase, n * SECOND));
    return new Bottleneck(new ElapsedReport(
        "r",
        "processes",
        4,
        tasks,
        0,
        tasks,
        10 * SECOND,
        0,
        taskSeconds * SECOND,
        cpuSeconds * SECOND,
        0,
        0,
        0,
        0,
        phases,
        LambdaUse.NONE,
        setbacks,
        List.of(),
        MemoUse.NONE));
  }

  @Test
  void computing_is_told_with_how_busy_the_workers_were() {
    Bottleneck bottleneck = bottleneck(40, 36, 36, Map.of(Phase.COMPUTING, 9L, Phase.START_UP, 1L));

    assertThat(bottleneck.sentence())
        .isEqualTo(
            "Computing limited this run: 90 % of the run's 10.0 s went there, and the 4 workers were busy 90 % of the"
                + " time.");
    assertThat(bottleneck.advice()).startsWith("More workers");
  }

  @Test
  void idle_workers_beside_computing_ones_are_explained() {
    assertThat(bottleneck(40, 22, 22, Map.of(Phase.COMPUTING, 10L)).advice())
        .contains("split the longest tasks");
  }

  @Test
  void tasks_without_a_cpu_are_told() {
    assertThat(bottleneck(40, 40, 20, Map.of(Phase.COMPUTING, 10L)).advice())
        .contains("a CPU for 50 %");
  }

  @Test
  void tasks_that_were_too_small_come_before_any_phase() {
    Bottleneck bottleneck =
        bottleneck(4_000, 8, 8, Map.of(Phase.TRANSPORT, 9L, Phase.COMPUTING, 1L));

    assertThat(bottleneck.sentence())
        .isEqualTo(
            "The tasks were too small: one worker would need about 8.0 s for all tasks, but the run took 10.0 s.");
    assertThat(bottleneck.advice()).isEqualTo("Use a batch size of 100.");
  }

  @Test
  void one_worker_would_have_needed_the_time_of_retried_failures_too() {
    Setbacks retried = new Setbacks(0, 0, 4, 4 * SECOND);
    Map<Phase, Long> phases = Map.of(Phase.START_UP, 10L);

    assertThat(bottleneck(2, 2, 2, phases, retried).sentence())
        .contains("one worker would need about 6.0 s for all tasks, but the run took 10.0 s");
    assertThat(bottleneck(2, 8, 2, phases, retried).sentence()).doesNotContain("one worker");
  }

  @Test
  void what_one_worker_would_have_needed_is_not_known_of_a_run_with_lost_attempts() {
    assertThat(bottleneck(2, 2, 2, Map.of(Phase.START_UP, 10L), new Setbacks(1, SECOND, 0, 0))
            .sentence())
        .doesNotContain("one worker");
  }

  @Test
  void a_run_without_phases_says_so() {
    assertThat(bottleneck(40, 36, 36, Map.of()).sentence()).contains("not known");
  }

  @ParameterizedTest
  @EnumSource
  void each_phase_can_be_what_limited_a_run(Phase phase) {
    Bottleneck bottleneck = bottleneck(40, 36, 36, Map.of(phase, 10L));

    assertThat(bottleneck.sentence()).contains(" limited this run", "100 % of the run's 10.0 s");
    assertThat(bottleneck.advice()).endsWith(".");
  }
}
