package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Completion;
import dev.fanfare.Completion.Reason;
import dev.fanfare.Ending;
import dev.fanfare.Options;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Traits;
import dev.fanfare.dispatch.Source;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.Timing;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.report.Tally;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run with a deadline, over virtual time, that another session will go on with. */
@Timeout(20)
final class SlicedRunTest {

  private static final Duration BATCH = Duration.ofMinutes(4);
  private static final int TASKS = 50;

  private final AtomicLong clock = new AtomicLong();
  private int submitted;

  /** Each batch takes its time while it is submitted. */
  private final class Slow implements Backend {
    private final Traits traits;

    Slow(Traits traits) {
      this.traits = traits;
    }

    @Override
    public Traits traits() {
      return traits;
    }

    @Override
    public void open(int workers) {}

    @Override
    public CompletableFuture<BatchResult> submit(Batch batch) {
      submitted++;
      clock.addAndGet(BATCH.toNanos());
      List<TaskOutcome> outcomes = batch.tasks().stream()
          .map(task -> TaskOutcome.of(task.index(), 0L, new Timing(0, BATCH.toNanos(), 0)))
          .toList();
      return CompletableFuture.completedFuture(new BatchResult(
          new BatchOutcome(
              batch.runId(), batch.number(), batch.attempt(), WorkerInfo.UNKNOWN, outcomes),
          null));
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
  }

  private Ending run(Traits traits) {
    Options options =
        Options.builder().nJobs(2).seed(0).deadline(Duration.ofMinutes(13)).build();
    Settings settings = new Settings(
        BackendChoice.of("slow", () -> new Slow(traits), null, null, null, 0),
        options,
        Listeners.NONE,
        0,
        null,
        0,
        null);
    Execution<Long> execution = new Execution<>(
        new Tally(Stopwatch.start(clock::get)),
        settings,
        Source.of(LongStream.range(0, TASKS)
            .mapToObj(n -> delayed(SeedKernels::sum, n))
            .toList()),
        null,
        null,
        Allowance.of(null),
        false,
        Completion.allCompleted(),
        outcome -> {});
    return execution.run(() -> Pool.open(settings, OptionalLong.of(TASKS)));
  }

  @Test
  void nothing_is_dispatched_that_would_outlive_the_run_and_be_paid_for_twice() {
    Ending ending = run(Traits.of(Traits.Workers.PROCESSES).outlivingRuns());

    assertThat(ending.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(submitted).isEqualTo(3);
    assertThat(ending.report().tasks()).isEqualTo(3);
    assertThat(clock.get()).isEqualTo(3 * BATCH.toNanos());
  }

  @Test
  void batches_that_end_with_their_run_are_dispatched_up_to_its_deadline() {
    Ending ending = run(Traits.of(Traits.Workers.PROCESSES));

    // The timer that ends it is not the execution's.
    assertThat(ending.reason()).isEqualTo(Reason.ALL_COMPLETED);
    assertThat(submitted).isEqualTo(TASKS);
  }
}
