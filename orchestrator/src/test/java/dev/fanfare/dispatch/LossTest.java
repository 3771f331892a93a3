package dev.fanfare.dispatch;

import static dev.fanfare.dispatch.ScriptedBackend.done;
import static dev.fanfare.dispatch.ScriptedBackend.failed;
import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Options;
import dev.fanfare.Phase;
import dev.fanfare.PreDispatch;
import dev.fanfare.Progress;
import dev.fanfare.TaskRetries;
import dev.fanfare.backend.BatchLostException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Traits;
import dev.fanfare.backend.VirtualTime;
import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of batches that are lost, late, or double. */
public class LossTest {

  private final VirtualTime time = new VirtualTime(Duration.ofHours(9));
  private final TreeMap<Long, TaskOutcome> settled = new TreeMap<>();
  private final List<Long> givenUp = new ArrayList<>();
  private final List<String> waits = new ArrayList<>();
  private int progress;
  private Supplier<Map<Phase, Long>> phases = Map::of;
  private final Set<Phase> seen = EnumSet.noneOf(Phase.class);
  private @Nullable String obstacle;
  private final RunListener listener = new RunListener() {
    @Override
    public void settled(Task task, TaskOutcome outcome) {
      assertThat(settled.put(task.index(), outcome)).as("settled once").isNull();
    }

    @Override
    public void givenUp(Batch batch, List<TaskOutcome> outcomes) {
      outcomes.forEach(outcome -> givenUp.add(outcome.index()));
    }

    @Override
    public void waiting(String what) {
      waits.add(what);
    }

    @Override
    public void progress(Progress now) {
      progress++;
      seen.addAll(phases.get().keySet());
    }
  };

  private static CompletableFuture<BatchResult> lost(
      CompletableFuture<BatchResult> result, Reason reason) {
    result.completeExceptionally(new BatchLostException(reason, "lost: " + reason, null));
    return result;
  }

  private ScriptedBackend run(
      long tasks, int batchSize, BiConsumer<Batch, CompletableFuture<BatchResult>> script)
      throws InterruptedException {
    return run(tasks, batchSize, TaskRetries.NONE, script);
  }

  private ScriptedBackend run(
      long tasks,
      int batchSize,
      TaskRetries retries,
      BiConsumer<Batch, CompletableFuture<BatchResult>> script)
      throws InterruptedException {
    ScriptedBackend backend = new ScriptedBackend(script) {
      @Override
      public Traits traits() {
        return Traits.of(Traits.Workers.PROCESSES);
      }

      @Override
      public Optional<String> waitReason() {
        return Optional.ofNullable(obstacle);
      }
    };
    RunPlan plan = new RunPlan(
        "run",
        // joblib cuts smaller than asked for where that spreads the load over several workers.
        batchSize == 1 ? 8 : 1,
        Options.builder().preDispatch(PreDispatch.ALL).retries(retries).seed(0).build(),
        new FixedBatchSizer(batchSize),
        false,
        /* level= */ 1,
        RetryRule.DEFAULT,
        0);
    NumberedTasks input = new NumberedTasks(
        LongStream.range(0, tasks).mapToObj(n -> delayed(SeedKernels::sum, n)).iterator());
    Stopwatch stopwatch = Stopwatch.start(time::nanos);
    Dispatcher dispatcher =
        new Dispatcher(plan, backend, input, Runnable::run, listener, stopwatch, time);
    phases = () -> dispatcher.phases(stopwatch.nanos());
    dispatcher.run();
    return backend;
  }

  private List<Long> failures() {
    return settled.values().stream()
        .filter(outcome -> !outcome.succeeded())
        .map(TaskOutcome::index)
        .toList();
  }

  private static boolean has(Batch batch, LongPredicate which) {
    return batch.tasks().stream().anyMatch(task -> which.test(task.index()));
  }

  @Test
  void a_deadly_task_is_found_and_named_while_its_batch_mates_complete() throws Exception {
    ScriptedBackend backend = run(64, 64, (batch, result) -> {
      if (has(batch, index -> index == 41)) {
        lost(result, Reason.WORKER_TERMINATED);
      } else {
        result.complete(done(batch, index -> true));
      }
    });

    assertThat(settled).hasSize(64);
    assertThat(failures()).containsExactly(41L);
    assertThat(givenUp).containsExactly(41L);
    assertThat(backend.submitted.stream().filter(batch -> has(batch, index -> index == 41)))
        .as("with 64, 32, 16, 8, 4 and 2 tasks, and three times alone")
        .hasSize(6 + 3);
    assertThat(settled.get(41L).error().message())
        .isEqualTo("lost: WORKER_TERMINATED (given up after 3 attempts)");
    assertThat(settled.get(41L).timing().startEpochMicros()).isPositive();
  }

  @Test
  void a_task_that_survives_its_last_try_has_a_value() throws Exception {
    run(1, 1, (batch, result) -> {
      if (batch.attempt() < 3) {
        lost(result, Reason.WORKER_TERMINATED);
      } else {
        result.complete(done(batch, index -> true));
      }
    });

    assertThat(failures()).isEmpty();
  }

  @Test
  void a_service_that_is_away_for_a_while_costs_time_alone() throws Exception {
    ScriptedBackend backend = run(100, 10, (batch, result) -> {
      if (batch.attempt() < 10) {
        lost(result, Reason.SERVICE);
      } else {
        result.complete(done(batch, index -> true));
      }
    });

    assertThat(settled).hasSize(100);
    assertThat(failures()).isEmpty();
    assertThat(backend.submitted).hasSize(10 * 10);
  }

  @Test
  void a_service_that_stays_away_stops_the_run_and_says_why() {
    assertThatThrownBy(() -> run(1, 1, (batch, result) -> lost(result, Reason.SERVICE)))
        .isInstanceOf(BatchLostException.class)
        .hasMessage("lost: SERVICE");
    assertThat(settled).isEmpty();
  }

  @Test
  void a_refusal_stops_the_run_with_the_first_answer() {
    List<Batch> submitted = new ArrayList<>();
    assertThatThrownBy(() -> run(10, 1, (batch, result) -> {
          submitted.add(batch);
          lost(result, Reason.REFUSED);
        }))
        .hasMessage("lost: REFUSED");
    assertThat(submitted).hasSize(1);
  }

  @Test
  void an_answer_without_the_outcome_of_any_task_is_not_believed_for_ever() throws Exception {
    ScriptedBackend backend =
        run(2, 2, (batch, result) -> result.complete(done(batch, index -> false)));

    assertThat(failures()).containsExactly(0L, 1L);
    assertThat(backend.submitted).hasSize(6);
    assertThat(settled.get(0L).error().message()).contains("tasks 0 to 1", "without an outcome");
  }

  @Test
  void a_straggler_gets_a_backup_and_whoever_comes_first_counts() throws Exception {
    ScriptedBackend backend = run(40, 1, (batch, result) -> {
      Duration duration =
          Duration.ofSeconds(batch.number() == 39 && batch.attempt() == 1 ? 9_999 : 2);
      time.after(duration, () -> result.complete(done(batch, index -> true)));
    });

    assertThat(settled).hasSize(40);
    assertThat(backend.submitted.stream().filter(batch -> batch.number() == 39))
        .extracting(Batch::attempt)
        .containsExactly(1, 2);
    assertThat(time.nanos()).isLessThan(Duration.ofSeconds(60).toNanos());
    assertThat(backend.aborts).as("the one that lost the race is stopped").hasValue(1);
  }

  @Test
  void a_backup_that_dies_leaves_the_first_attempt_its_time() throws Exception {
    run(40, 1, (batch, result) -> {
      if (batch.attempt() > 1) {
        lost(result, Reason.WORKER_TERMINATED);
        return;
      }
      Duration duration = Duration.ofSeconds(batch.number() == 39 ? 50 : 2);
      time.after(duration, () -> result.complete(done(batch, index -> true)));
    });

    assertThat(settled).hasSize(40);
    assertThat(failures()).isEmpty();
  }

  @Test
  void an_answer_that_comes_twice_settles_once() throws Exception {
    List<Runnable> twice = new ArrayList<>();
    run(40, 1, (batch, result) -> {
      if (batch.number() == 0 && batch.attempt() == 1) {
        twice.add(() -> result.complete(done(batch, index -> true)));
      } else if (batch.number() == 0) {
        result.complete(done(batch, index -> true));
        twice.forEach(Runnable::run);
      } else {
        time.after(Duration.ofSeconds(1), () -> result.complete(done(batch, index -> true)));
      }
    });

    assertThat(settled).hasSize(40);
  }

  @Test
  void a_task_that_throws_runs_again_where_that_was_asked_for() throws Exception {
    TaskRetries twice = new TaskRetries(2, error -> true);
    ScriptedBackend backend =
        run(10, 5, twice, (batch, result) -> result.complete(failed(batch, index -> index == 7)));

    assertThat(failures()).containsExactly(7L);
    assertThat(givenUp).isEmpty();
    assertThat(backend.submitted.stream().filter(batch -> has(batch, index -> index == 7)))
        .extracting(Batch::size)
        .containsExactly(5, 1, 1);
  }

  @Test
  void a_task_that_throws_has_an_outcome_where_nothing_was_asked_for() throws Exception {
    ScriptedBackend backend =
        run(10, 5, (batch, result) -> result.complete(failed(batch, index -> index == 7)));

    assertThat(failures()).containsExactly(7L);
    assertThat(backend.submitted).hasSize(2);
  }

  @Test
  void a_run_in_which_nothing_happens_says_each_minute_what_it_waits_for() throws Exception {
    run(
        3,
        3,
        (batch, result) ->
            time.after(Duration.ofSeconds(150), () -> result.complete(done(batch, index -> true))));

    assertThat(waits)
        .containsExactly(
            "no result for 60 s, waiting for tasks 0 to 2",
            "no result for 120 s, waiting for tasks 0 to 2");
  }

  @Test
  void while_something_keeps_batches_from_starting_a_run_tells_so_each_second() throws Exception {
    obstacle = "the backend has no room";
    run(
        1,
        1,
        (batch, result) ->
            time.after(Duration.ofSeconds(90), () -> result.complete(done(batch, index -> true))));

    assertThat(waits)
        .containsExactly("no result for 60 s, waiting for task 0; the backend has no room");
    assertThat(progress).isGreaterThan(89);
    assertThat(seen).contains(Phase.THROTTLING);
  }

  @Test
  void a_run_that_can_never_end_is_an_error_of_the_test_and_not_a_hang() {
    assertThatThrownBy(() -> run(1, 1, (batch, result) -> {}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("still at work");
  }

  @Kernel(repeatable = false)
  public static long once(long n) {
    return n;
  }

  @Test
  void a_task_that_must_not_run_twice_fails_where_it_may_have_been_running() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend((batch, result) -> result.complete(done(batch, index -> index == 0)));
    NumberedTasks input = new NumberedTasks(
        LongStream.range(0, 3).mapToObj(n -> delayed(LossTest::once, n)).iterator());
    RunPlan plan = new RunPlan(
        "run",
        1,
        Options.builder().preDispatch(PreDispatch.ALL).seed(0).build(),
        new FixedBatchSizer(3),
        false,
        /* level= */ 1,
        RetryRule.DEFAULT,
        0);
    new Dispatcher(
            plan, backend, input, Runnable::run, listener, Stopwatch.start(time::nanos), time)
        .run();

    assertThat(backend.submitted).hasSize(1);
    assertThat(failures()).containsExactly(1L, 2L);
    assertThat(settled.get(1L).error().message()).contains("its kernel is not repeatable");
  }
}
