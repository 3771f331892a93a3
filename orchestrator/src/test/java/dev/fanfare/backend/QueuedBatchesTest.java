package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Options;
import dev.fanfare.backend.SimulatedBackend.Account;
import dev.fanfare.dispatch.AutoBatchSizer;
import dev.fanfare.dispatch.Dispatcher;
import dev.fanfare.dispatch.NumberedTasks;
import dev.fanfare.dispatch.RetryRule;
import dev.fanfare.dispatch.RunListener;
import dev.fanfare.dispatch.RunPlan;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A job list of short tasks by queued invocations, whose results are polled for. */
final class QueuedBatchesTest {

  private static final int TASKS = 40_000;
  private static final int WORKERS = 4;

  private static final class Count implements RunListener {
    private int settled;

    @Override
    public void settled(Task task, TaskOutcome outcome) {
      settled++;
    }
  }

  @Test
  void batches_of_short_tasks_grow_although_their_results_are_polled_for()
      throws InterruptedException {
    VirtualTime time = new VirtualTime(Duration.ofHours(2));
    SimulatedBackend backend =
        backend(time, new Account(WORKERS, Duration.ofSeconds(900), Duration.ofMillis(1)));

    assertThat(settled(backend, TASKS)).isEqualTo(TASKS);
    assertThat(backend.charged().requests()).as("batches").isLessThan(1_000);
    // The tasks take 10 s; polled for once a second, their results would take 72 s.
    assertThat(time.nanos() / 1e9).as("virtual seconds").isLessThan(30);
  }

  @Test
  void tasks_of_any_time_up_to_90_minutes_run_once_on_a_function_that_may_run_so_long()
      throws InterruptedException {
    VirtualTime time = new VirtualTime(Duration.ofDays(2));
    SimulatedBackend backend =
        backend(time, new Account(WORKERS, Duration.ofMinutes(90), Duration.ofMinutes(15)));

    assertThat(settled(backend, 40)).isEqualTo(40);
    assertThat(backend.charged().requests()).as("invocations").isEqualTo(40);
  }

  private static SimulatedBackend backend(VirtualTime time, Account account) {
    MemoryStore objects = new MemoryStore(time, FaultPlan.NONE);
    return SimulatedBackend.queued(time, objects, account, WORKERS);
  }

  /** How many of so many tasks have an outcome in the end. */
  private static int settled(SimulatedBackend backend, int tasks) throws InterruptedException {
    VirtualTime time = backend.time();
    Count count = new Count();
    new Dispatcher(
            plan(),
            backend,
            new NumberedTasks(LongStream.range(0, tasks)
                .mapToObj(index -> delayed(ChaosKernels::square, index))
                .iterator()),
            Runnable::run,
            count,
            Stopwatch.start(time::nanos),
            time)
        .run();
    return count.settled;
  }

  private static RunPlan plan() {
    return new RunPlan(
        "queued",
        WORKERS,
        Options.builder().nJobs(WORKERS).build(),
        new AutoBatchSizer(notice -> {}),
        /* bounded= */ false,
        1,
        RetryRule.DEFAULT,
        0);
  }
}
