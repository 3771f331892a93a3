package dev.fanfare.dispatch;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.BatchSize;
import dev.fanfare.Options;
import dev.fanfare.PreDispatch;
import dev.fanfare.backend.Timeline;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.report.Stopwatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchCountTest {

  @ParameterizedTest
  @CsvSource({"0,4,100", "1,4,100", "40000,4,1000", "1234,3,7", "100,8,10", "99,1,98"})
  void it_is_what_a_run_then_makes(long tasks, int workers, int size) throws Exception {
    ScriptedBackend backend = new ScriptedBackend(
        (batch, result) -> result.complete(ScriptedBackend.done(batch, index -> true)));
    RunPlan plan = new RunPlan(
        "run",
        workers,
        Options.builder().preDispatch(PreDispatch.DEFAULT).seed(0).build(),
        new FixedBatchSizer(size),
        false,
        /* level= */ 1,
        RetryRule.DEFAULT,
        0);
    NumberedTasks input = new NumberedTasks(
        LongStream.range(0, tasks).mapToObj(n -> delayed(SeedKernels::sum, n)).iterator());
    new Dispatcher(
            plan,
            backend,
            input,
            Runnable::run,
            new RunListener() {},
            Stopwatch.start(),
            Timeline.REAL)
        .run();

    assertThat(BatchCount.most(tasks, workers, PreDispatch.DEFAULT, BatchSize.of(size)))
        .isEqualTo(backend.submitted.size());
  }

  @Test
  void with_sizes_that_are_decided_later_it_is_a_batch_for_each_task() {
    assertThat(BatchCount.most(40_000, 4, PreDispatch.DEFAULT, BatchSize.AUTO)).isEqualTo(40_000);
  }
}
