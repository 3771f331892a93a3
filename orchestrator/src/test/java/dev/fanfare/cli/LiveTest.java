package dev.fanfare.cli;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.FinishedBatch;
import dev.fanfare.Outcome;
import dev.fanfare.Progress;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.TaskOutcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The lines in the log of a CI job. */
final class LiveTest {

  private final AtomicLong nanos = new AtomicLong();
  private final StringWriter log = new StringWriter();
  private final Live live =
      Live.log(new PrintWriter(log, /* autoFlush= */ true), 1_000, 12, nanos::get);

  private void settle(int tasks, boolean failed) {
    for (long index = 0; index < tasks; index++) {
      TaskOutcome outcome = failed
          ? TaskOutcome.failed(index, TaskError.of(new IllegalStateException()), Timing.NONE)
          : TaskOutcome.of(index, 1L, new Timing(1, 1, 1));
      live.note(Outcome.of(delayed(SeedKernels::sum, index), outcome));
    }
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void a_line_is_printed_every_half_minute_as_long_as_tasks_settle() {
    settle(50, false);
    pass(29);
    settle(50, false);
    assertThat(log.toString()).isEmpty();

    pass(21);
    settle(100, false);
    pass(600);

    assertThat(log.toString())
        .isEqualToIgnoringNewLines("101 of 1000 tasks done, 2.0 tasks/s, about 7 min left\n");
  }

  @Test
  void it_names_what_runs_what_failed_and_what_was_spent() {
    live.tellSpending((invocations, billedMillis) -> invocations + " for " + billedMillis);
    live.note(new FinishedBatch(0, 1, List.of(0L, 1L), "w", true, 1, 1, 1, 250, 120));
    live.note(new Progress(2, 5_000, 14, 4, false, 1));
    settle(1, true);
    pass(30);
    settle(1, true);

    assertThat(log.toString())
        .contains(
            "2 of 1000 tasks done, 12 running, 2 failed, 1 cold start, 1 for 250.0, 0.1 tasks/s")
        .contains("about 249 min left");
  }

  @Test
  void while_nothing_can_start_it_says_why_in_place_of_what_runs() {
    live.tellWaitReason(() -> Optional.of("waiting: Lambda throttles (429)"));
    live.note(new Progress(2, 5_000, 14, 4, false, 1));
    settle(1, false);
    pass(30);
    settle(1, false);

    assertThat(log.toString())
        .contains("2 of 1000 tasks done, waiting: Lambda throttles (429), 0.1 tasks/s");
  }
}
