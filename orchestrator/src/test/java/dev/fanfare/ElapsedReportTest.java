package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ElapsedReportTest {

  private static ElapsedReport of(String backend, long tasks, double billedMillis) {
    return new ElapsedReport(
        "r1",
        backend,
        2,
        tasks,
        0,
        tasks,
        4_000_000_000L,
        0,
        0,
        6_000_000_000L,
        0,
        0,
        billedMillis);
  }

  @Test
  void billed_time_is_told_only_of_lambda_which_bills_it() {
    assertThat(of("lambda", 3, 1500).text()).contains(", 1.50 s billed\n");
    assertThat(of("processes", 3, 1500).text()).doesNotContain("billed");
  }

  @Test
  void a_speed_up_is_told_only_if_there_are_tasks() {
    assertThat(of("threads", 3, 0).text())
        .endsWith("s CPU\nspeed-up      1.50 (worker CPU / wall), efficiency 75 %");
    assertThat(of("threads", 0, 0).text()).endsWith("\norchestrator  0.00 s CPU");
  }
}
