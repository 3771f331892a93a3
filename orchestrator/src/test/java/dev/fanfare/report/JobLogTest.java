package dev.fanfare.report;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.TaskOutcome;
import org.junit.jupiter.api.Test;

/** GNU Parallel's job log. */
final class JobLogTest {

  private static final Timing TIMING = new Timing(1_795_681_909_479_561L, 1_234_567_890L, 1);

  @Test
  void has_the_columns_and_widths_of_gnu_parallel() {
    Outcome<Long> outcome =
        Outcome.of(delayed(SeedKernels::sum, 40L), TaskOutcome.of(6, 780L, TIMING));

    assertThat(JobLog.line(outcome, JobLog.THIS_MACHINE))
        .isEqualTo("7\t:\t1795681909.480\t     1.235\t0\t0\t0\t0\t"
            + "{\"kernel\":\"dev.fanfare.kernel.SeedKernels::sum\",\"args\":[40]}");
    assertThat(JobLog.HEADING.split("\t")).hasSize(9);
  }

  @Test
  void a_failed_task_has_exit_value_1() {
    TaskError error = TaskError.of(new IllegalStateException("boom"));
    Outcome<Long> outcome =
        Outcome.of(delayed(SeedKernels::sum, 40L), TaskOutcome.failed(0, error, TIMING));

    assertThat(JobLog.line(outcome, "host").split("\t")[6]).isEqualTo("1");
  }

  @Test
  void a_task_without_a_name_takes_one_column_of_one_line() {
    String text = "tab\tline\nend";
    Delayed<Integer> task = delayed(() -> text.length());
    Outcome<Integer> outcome = Outcome.of(task, TaskOutcome.of(0, 1, TIMING));

    assertThat(JobLog.line(outcome, ":").split("\t", -1)).hasSize(9);
    assertThat(JobLog.line(outcome, ":").lines()).hasSize(1);
  }
}
