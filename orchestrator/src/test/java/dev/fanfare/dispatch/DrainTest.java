package dev.fanfare.dispatch;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fanfare.Options;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.VirtualTime;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.Timing;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a session with a deadline stops dispatching, over virtual time. */
final class DrainTest {

  private static final Duration SLICE = Duration.ofMinutes(13);
  private static final int WORKERS = 10;
  private static final int TASKS = 200;

  private final VirtualTime time = new VirtualTime(Duration.ofDays(9));
  private final Set<Long> stored = new TreeSet<>();
  private int starts;
  private int slices;

  @SuppressWarnings("serial")
  private static final class Deadline extends RuntimeException {}

  /** Workers that finish what they have begun, whatever becomes of the run. */
  private final class Functions {
    private final LongFunction<Duration> duration;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    Functions(LongFunction<Duration> duration) {
      this.duration = duration;
    }

    void submit(Batch batch, CompletableFuture<BatchResult> result) {
      waiting.add(() -> start(batch, result));
      startNext();
    }

    private void startNext() {
      if (busy < WORKERS && !waiting.isEmpty()) {
        busy++;
        waiting.remove().run();
      }
    }

    private void start(Batch batch, CompletableFuture<BatchResult> result) {
      starts++;
      long index = batch.tasks().get(0).index();
      Duration takes = duration.apply(index);
      time.after(takes, () -> {
        stored.add(index);
        busy--;
        Timing timing = new Timing(0, takes.toNanos(), 0);
        result.complete(new BatchResult(
            new BatchOutcome(
                batch.runId(),
                batch.number(),
                batch.attempt(),
                WorkerInfo.UNKNOWN,
                List.of(TaskOutcome.of(index, index, timing))),
            null));
        startNext();
      });
    }
  }

  private void runInSlices(LongFunction<Duration> duration) {
    while (stored.size() < TASKS) {
      slices++;
      slice(new Functions(duration));
    }
  }

  private void slice(Functions functions) {
    Stopwatch stopwatch = Stopwatch.start(time::nanos);
    Drain drain = new Drain();
    RunListener listener = new RunListener() {
      @Override
      public boolean affords(int attempts) {
        boolean fits = drain.allows(attempts, WORKERS, SLICE.toNanos() - stopwatch.nanos());
        if (!fits && attempts == 1) {
          throw new Deadline();
        }
        return fits;
      }

      @Override
      public void ended(AttemptEnd attempt) {
        drain.ended(attempt);
      }
    };
    RunPlan plan = new RunPlan(
        "run",
        WORKERS,
        Options.builder().seed(0).build(),
        FixedBatchSizer.ONE,
        false,
        /* level= */ 1,
        RetryRule.DEFAULT,
        0);
    Iterator<Task> left = LongStream.range(0, TASKS)
        .filter(index -> !stored.contains(index))
        .mapToObj(index -> new Task(index, delayed(SeedKernels::sum, index)))
        .toList()
        .iterator();
    ScriptedBackend backend = new ScriptedBackend(functions::submit);
    Dispatcher dispatcher =
        new Dispatcher(plan, backend, left, Runnable::run, listener, stopwatch, time);
    time.after(SLICE, () -> {
      functions.waiting.clear();
      dispatcher.stop(new Deadline());
    });
    Throwable end = catchThrowable(dispatcher::run);
    functions.waiting.clear();
    assertThat(end == null || end instanceof Deadline).as("%s", end).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 55, 181, 240, 300, 420, 600, 779})
  void no_task_is_started_twice_if_it_can_end_within_a_slice(int seconds) {
    runInSlices(index -> Duration.ofSeconds(seconds));

    assertThat(starts).isEqualTo(TASKS);
  }

  @Test
  void a_slice_is_used_as_long_as_its_tasks_end_in_time() {
    runInSlices(index -> Duration.ofMinutes(3));

    // Four waves of ten each.
    assertThat(slices).isEqualTo(TASKS / (4 * WORKERS));
  }

  @Test
  void tasks_of_different_lengths_are_started_twice_only_now_and_then() {
    runInSlices(index -> Duration.ofSeconds(20 + index * 7919 % 100));

    assertThat(starts).isLessThan(TASKS + TASKS / 20);
  }

  @Test
  void tasks_that_take_longer_than_a_slice_complete_all_the_same() {
    runInSlices(index -> Duration.ofMinutes(14));

    assertThat(stored).hasSize(TASKS);
  }

  @Test
  void nine_tenths_of_the_work_decide_how_long_a_batch_is() {
    Drain drain = new Drain();
    for (int i = 0; i < 99; i++) {
      drain.returned(Duration.ofSeconds(1).toNanos());
    }
    drain.returned(Duration.ofSeconds(5).toNanos());
    assertThat(drain.allows(1, 1, Duration.ofSeconds(1).toNanos())).isTrue();

    // One batch in a hundred, but most of the work.
    drain.returned(Duration.ofMinutes(10).toNanos());
    assertThat(drain.allows(1, 1, Duration.ofMinutes(9).toNanos())).isFalse();
    assertThat(drain.allows(1, 1, Duration.ofMinutes(10).toNanos())).isTrue();
  }

  @Test
  void before_anything_is_known_there_are_as_many_attempts_as_workers() {
    Drain drain = new Drain();

    assertThat(drain.allows(WORKERS, WORKERS, 1)).isTrue();
    assertThat(drain.allows(WORKERS + 1, WORKERS, Long.MAX_VALUE)).isFalse();
  }
}
