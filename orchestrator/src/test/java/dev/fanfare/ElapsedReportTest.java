package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElapsedReportTest {

  private static final long SECOND = 1_000_000_000L;

  private static ElapsedReport of(
      String backend, long tasks, long wallNanos, long taskNanos, Map<Phase, Long> phases) {
    return new ElapsedReport(
        "r1",
        backend,
        2,
        tasks,
        0,
        tasks,
        wallNanos,
        0,
        taskNanos,
        taskNanos,
        0,
        0,
        1500,
        0,
        phases,
        backend.equals("lambda")
            ? LambdaUse.NONE.in("us-east-1", /* onArm= */ true)
            : LambdaUse.NONE);
  }

  private static ElapsedReport of(String backend, long tasks) {
    return of(backend, tasks, 4 * SECOND, 6 * SECOND, Map.of(Phase.COMPUTING, 4 * SECOND));
  }

  /** With each line whole. */
  private static String whole(ElapsedReport report) {
    return report.text().replaceAll("\n {14}", " ");
  }

  @Test
  void billed_time_is_told_only_of_lambda_which_bills_it() {
    assertThat(of("lambda", 3).text()).contains(", 1.50 s billed\n");
    assertThat(whole(of("processes", 3))).doesNotContain("billed");
  }

  @Test
  void a_speed_up_is_told_only_if_there_are_tasks() {
    assertThat(of("threads", 3).text())
        .endsWith("\nspeed-up      1.50 (task time / wall), efficiency 75 %");
    assertThat(of("threads", 0).text()).doesNotContain("speed-up");
  }

  @Test
  void the_phases_are_told_by_their_size_and_the_smallest_together() {
    Map<Phase, Long> phases = Map.of(
        Phase.START_UP,
        SECOND,
        Phase.COMPUTING,
        6 * SECOND,
        Phase.TRANSPORT,
        2 * SECOND + 850_000_000L,
        Phase.INPUT,
        80_000_000L,
        Phase.DELIVERY,
        70_000_000L);

    assertThat(whole(of("processes", 3, 10 * SECOND, 9 * SECOND, phases)))
        .startsWith(
            "elapsed       10.00 s: 60 % computing, 28 % transport, 10 % start-up, 2 % other\n");
  }

  /** Its record says nothing of phases, and it has no start-up either. */
  @Test
  void a_run_without_phases_has_its_wall_time_told() {
    assertThat(of("threads", 3, 4 * SECOND, 6 * SECOND, Map.of()).text())
        .startsWith("elapsed       4.00 s wall\n");
  }

  @Test
  void of_a_run_of_which_nothing_was_recorded_there_are_no_figures() {
    String text = ElapsedReport.total("r1", "threads", 3, 0, List.of()).text();

    assertThat(text).isEqualTo("elapsed       not known\ntasks         3");
  }

  @Test
  void tasks_that_are_too_small_are_named_instead_of_a_speed_up_below_one() {
    assertThat(whole(
            of("processes", 40_000, 5 * SECOND, SECOND / 2, Map.of(Phase.COLD_START, SECOND))))
        .endsWith(
            "\nspeed-up      none: one worker would need about 0.5 s for these tasks (12.5 us each)");
  }

  @Test
  void a_batch_size_that_would_help_is_told() {
    assertThat(whole(
            of("processes", 40_000, 60 * SECOND, 40 * SECOND, Map.of(Phase.COLD_START, SECOND))))
        .endsWith("; a batch size of 200 would help");
    assertThat(whole(of(
            "processes", 40_000, 60 * SECOND, 12 * SECOND, Map.of(Phase.COLD_START, 4 * SECOND))))
        .doesNotContain("batch size");
  }

  @Test
  void a_run_that_waited_for_its_input_has_its_figures_told() {
    assertThat(whole(of("processes", 40, 10 * SECOND, 5 * SECOND, Map.of(Phase.INPUT, 9 * SECOND))))
        .endsWith("\nspeed-up      0.50 (task time / wall), efficiency 25 %");
  }

  @Test
  void the_time_of_sessions_without_phases_is_not_recorded_so_that_the_phases_add_up() {
    ElapsedReport killed = of("threads", 3, 5 * SECOND, 6 * SECOND, Map.of());
    ElapsedReport total =
        ElapsedReport.total("r1", "threads", 6, 0, List.of(killed, of("threads", 3)));

    assertThat(total.phaseNanos())
        .isEqualTo(Map.of(Phase.COMPUTING, 4 * SECOND, Phase.NOT_RECORDED, 5 * SECOND));
    assertThat(whole(total))
        .startsWith("elapsed       9.00 s: 56 % not recorded, 44 % computing\n");
    assertThat(ElapsedReport.total("r1", "threads", 6, 0, List.of(killed)).phaseNanos())
        .isEmpty();
  }

  @Test
  void sessions_are_added_up() {
    ElapsedReport total =
        ElapsedReport.total("r1", "threads", 6, 0, List.of(of("threads", 3), of("threads", 3)));

    assertThat(total.phaseNanos()).isEqualTo(Map.of(Phase.COMPUTING, 8 * SECOND));
    assertThat(total.wallNanos()).isEqualTo(8 * SECOND);
  }
}
