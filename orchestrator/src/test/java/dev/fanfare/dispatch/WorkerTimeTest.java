package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerTimeTest {

  private static final long NOW_MICROS = 1_700_000_000_000_000L;

  private static BatchResult result(@Nullable ReportLine report, Timing... timings) {
    List<TaskOutcome> tasks = new ArrayList<>();
    for (Timing timing : timings) {
      tasks.add(TaskOutcome.of(tasks.size(), null, timing));
    }
    return new BatchResult(new BatchOutcome("run", 0, 1, ScriptedBackend.WORKER, tasks), report);
  }

  private static Timing timing(long startMillis, long wallMillis) {
    return new Timing(NOW_MICROS + startMillis * 1000, wallMillis * 1_000_000, 0);
  }

  private static long millis(BatchResult result) {
    return WorkerTime.nanos(result, 5_000_000_000L) / 1_000_000;
  }

  @Test
  void an_invocation_takes_what_its_report_says_without_the_start_of_its_worker() {
    ReportLine report = ReportLine.of("id", 250, 900, 1769, 100);

    assertThat(millis(result(report, timing(0, 100)))).isEqualTo(250);
  }

  @Test
  void without_a_report_it_takes_from_its_first_start_to_its_last_end() {
    assertThat(millis(result(null, timing(0, 100), timing(110, 50)))).isEqualTo(160);
  }

  @Test
  void tasks_side_by_side_take_no_longer_than_one() {
    assertThat(millis(result(null, timing(0, 100), timing(0, 100)))).isEqualTo(100);
  }

  @Test
  void a_task_that_never_ran_does_not_count() {
    assertThat(millis(result(null, Timing.NONE, timing(0, 100)))).isEqualTo(100);
    assertThat(millis(result(null, Timing.NONE))).isZero();
  }

  @Test
  void a_clock_that_is_set_anew_adds_no_more_than_the_time_since_dispatch() {
    assertThat(millis(result(null, timing(0, 100), timing(9_000_000, 50)))).isEqualTo(5000);
  }
}
