package dev.fanfare.dispatch;

import static dev.fanfare.dispatch.ScriptedBackend.done;
import static dev.fanfare.dispatch.ScriptedBackend.failed;
import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Options;
import dev.fanfare.PreDispatch;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Timeline;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.Timing;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The coordinator, over a backend that does what the test says. */
class DispatcherTest {

  private final List<Long> produced = new ArrayList<>();
  private final List<Long> settled = new ArrayList<>();
  private final List<TaskOutcome> failures = new ArrayList<>();
  private final RunListener listener = new RunListener() {
    @Override
    public void settled(Task task, TaskOutcome outcome) {
      settled.add(task.index());
      if (!outcome.succeeded()) {
        failures.add(outcome);
      }
    }
  };

  private Iterator<Task> input(long tasks) {
    return new NumberedTasks(LongStream.range(0, tasks)
        .peek(produced::add)
        .mapToObj(n -> delayed(SeedKernels::sum, n))
        .iterator());
  }

  private static RunPlan plan(long preDispatch, int batchSize, boolean bounded) {
    return new RunPlan(
        "run",
        2,
        Options.builder().preDispatch(PreDispatch.of(preDispatch)).seed(0).build(),
        new FixedBatchSizer(batchSize),
        bounded,
        /* level= */ 1,
        RetryRule.DEFAULT,
        0);
  }

  private Dispatcher dispatcher(RunPlan plan, ScriptedBackend backend, long tasks) {
    return new Dispatcher(
        plan, backend, input(tasks), Runnable::run, listener, Stopwatch.start(), Timeline.REAL);
  }

  /** Runs until nothing is left to do but wait for what the script never gives. */
  private static void runUntilItWaits(Dispatcher dispatcher) throws InterruptedException {
    FutureTask<Void> run = new FutureTask<>(() -> {
      dispatcher.run();
      return null;
    });
    Thread coordinator = new Thread(run);
    coordinator.start();
    while (coordinator.isAlive() && coordinator.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    coordinator.interrupt();
    coordinator.join();
    assertThatThrownBy(run::get).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void no_more_than_the_pre_dispatch_amount_is_taken_before_a_batch_has_come_back()
      throws Exception {
    runUntilItWaits(dispatcher(plan(3, 1, false), new ScriptedBackend((batch, result) -> {}), 99));

    assertThat(produced).containsExactly(0L, 1L, 2L);
  }

  @Test
  void a_batch_that_has_come_back_is_followed_by_one_more() throws Exception {
    ScriptedBackend backend = new ScriptedBackend((batch, result) -> {
      if (batch.number() == 0) {
        result.complete(done(batch, index -> true));
      }
    });

    runUntilItWaits(dispatcher(plan(4, 1, false), backend, 99));

    assertThat(backend.submitted).hasSize(5);
  }

  @Test
  void nothing_is_dispatched_beyond_the_window_of_a_consumer_that_takes_nothing() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend((batch, result) -> result.complete(done(batch, index -> true)));

    runUntilItWaits(dispatcher(plan(4, 2, true), backend, 1_000_000));

    assertThat(settled).hasSize(16);
    assertThat(produced).hasSizeLessThanOrEqualTo(16 + 2 * 2);
  }

  @Test
  void what_the_consumer_takes_makes_room_for_as_much() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend((batch, result) -> result.complete(done(batch, index -> true)));
    Dispatcher dispatcher = dispatcher(plan(4, 2, true), backend, 1_000_000);
    dispatcher.consumed(10);

    runUntilItWaits(dispatcher);

    assertThat(settled).hasSize(26);
  }

  @Test
  void tasks_that_come_back_without_an_outcome_run_again_and_settle_once() throws Exception {
    ScriptedBackend backend = new ScriptedBackend((batch, result) ->
        result.complete(done(batch, index -> batch.attempt() == 2 || index % 2 == 0)));

    dispatcher(plan(8, 4, false), backend, 8).run();

    assertThat(settled).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(backend.submitted)
        .filteredOn(batch -> batch.attempt() == 2)
        .flatExtracting(Batch::tasks)
        .extracting(Task::index)
        .containsExactly(1L, 3L, 5L, 7L);
  }

  @Test
  void a_batch_may_take_as_many_attempts_as_settle_something() throws Exception {
    ScriptedBackend oneAtATime = new ScriptedBackend((batch, result) -> {
      long first = batch.tasks().get(0).index();
      result.complete(done(batch, index -> index == first));
    });

    dispatcher(plan(20, 10, false), oneAtATime, 20).run();

    assertThat(settled).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void of_batches_that_come_back_together_the_first_of_the_job_list_is_told_first()
      throws Exception {
    List<Runnable> answers = new ArrayList<>();
    ScriptedBackend backend = new ScriptedBackend((batch, result) -> {
      answers.add(0, () -> result.complete(failed(batch, index -> index % 2 == 1)));
      if (batch.number() == 3) {
        answers.forEach(Runnable::run);
      }
    });

    dispatcher(plan(4, 1, false), backend, 4).run();

    assertThat(settled).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void answers_from_many_threads_settle_each_task_once() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      ScriptedBackend backend = new ScriptedBackend((batch, result) -> threads.execute(() ->
          result.complete(done(batch, index -> batch.attempt() > 1 || index % 7 != 0))));

      dispatcher(plan(64, 5, false), backend, 10_000).run();

      assertThat(settled).hasSize(10_000).doesNotHaveDuplicates();
      assertThat(backend.aborts).hasValue(0);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void what_a_listener_throws_aborts_the_backend_and_is_thrown_on() {
    List<CompletableFuture<BatchResult>> late = new ArrayList<>();
    ScriptedBackend backend = new ScriptedBackend((batch, result) -> {
      late.add(result);
      if (batch.number() == 0) {
        result.complete(done(batch, index -> true));
      }
    });
    RunListener angry = new RunListener() {
      @Override
      public void settled(Task task, TaskOutcome outcome) {
        settled.add(task.index());
        throw new UnsupportedOperationException("enough");
      }
    };
    Dispatcher dispatcher = new Dispatcher(
        plan(2, 1, false),
        backend,
        input(9),
        Runnable::run,
        angry,
        Stopwatch.start(),
        Timeline.REAL);

    assertThatThrownBy(dispatcher::run).isInstanceOf(UnsupportedOperationException.class);

    assertThat(backend.aborts).hasValue(1);
    Batch second = backend.submitted.get(backend.submitted.size() - 1);
    late.forEach(result -> result.complete(done(second, index -> true)));
    assertThat(settled).as("an answer that comes late settles nothing").containsExactly(0L);
  }

  @Test
  void a_failure_ends_the_run_before_a_slow_input_has_given_its_first_tasks() {
    ScriptedBackend backend =
        new ScriptedBackend((batch, result) -> result.complete(failed(batch, index -> index == 0)));
    RunListener failFast = new RunListener() {
      @Override
      public void settled(Task task, TaskOutcome outcome) {
        throw new IllegalStateException("task " + task.index());
      }
    };
    Dispatcher dispatcher = new Dispatcher(
        plan(50, 1, false),
        backend,
        input(99),
        Runnable::run,
        failFast,
        Stopwatch.start(),
        Timeline.REAL);

    assertThatThrownBy(dispatcher::run).hasMessage("task 0");
    assertThat(produced).containsExactly(0L, 1L);
  }

  @Test
  void batches_grow_while_their_tasks_are_short_however_long_they_wait() throws Exception {
    ScriptedBackend backend =
        new ScriptedBackend((batch, result) -> result.complete(took(batch, 10_000_000)));
    RunPlan plan = new RunPlan(
        "run",
        2,
        Options.builder().seed(0).build(),
        new AutoBatchSizer(notice -> {}),
        /* bounded= */ false,
        /* level= */ 1,
        RetryRule.DEFAULT,
        0);
    AtomicLong clock = new AtomicLong();

    new Dispatcher(
            plan,
            backend,
            input(1000),
            Runnable::run,
            listener,
            Stopwatch.start(() -> clock.addAndGet(1_000_000_000)),
            Timeline.REAL)
        .run();

    assertThat(backend.submitted).extracting(Batch::size).contains(1, 2, 4, 8, 16, 32);
    assertThat(backend.submitted).extracting(Batch::size).allMatch(size -> size <= 32);
  }

  /** What a worker answers that ran the tasks one after another. */
  private static BatchResult took(Batch batch, long nanosPerTask) {
    List<TaskOutcome> outcomes = new ArrayList<>();
    for (Task task : batch.tasks()) {
      Timing timing = new Timing(1 + outcomes.size() * nanosPerTask / 1000, nanosPerTask, 0);
      outcomes.add(TaskOutcome.of(task.index(), null, timing));
    }
    return new BatchResult(
        new BatchOutcome(
            batch.runId(), batch.number(), batch.attempt(), ScriptedBackend.WORKER, outcomes),
        null);
  }

  @Test
  void a_stopped_run_ends_with_what_stopped_it() {
    ScriptedBackend backend = new ScriptedBackend((batch, result) -> {});
    Dispatcher dispatcher = dispatcher(plan(4, 1, false), backend, 99);
    dispatcher.stop(new IllegalArgumentException("stop"));

    assertThatThrownBy(dispatcher::run).hasMessage("stop");
    assertThat(backend.aborts).hasValue(1);
    assertThat(dispatcher.underWay()).isEqualTo(1);
  }

  /** Knows every outcome; does something once that many tasks have settled. */
  private final class Known implements RunListener {
    private final int after;
    private final Runnable then;

    private Known(int after, Runnable then) {
      this.after = after;
      this.then = then;
    }

    @Override
    public TaskOutcome known(Task task) {
      return TaskOutcome.of(task.index(), 0L, Timing.NONE);
    }

    @Override
    public void settled(Task task, TaskOutcome outcome) {
      settled.add(task.index());
      if (settled.size() == after) {
        then.run();
      }
    }
  }

  private Dispatcher recalling(RunListener all, Iterator<Task> input, long preDispatch) {
    return new Dispatcher(
        plan(preDispatch, 1, false),
        new ScriptedBackend((batch, result) -> {}),
        input,
        Runnable::run,
        all,
        Stopwatch.start(),
        Timeline.REAL);
  }

  @Test
  @Timeout(30)
  void a_run_stops_although_the_outcomes_of_an_endless_input_are_known() {
    AtomicReference<Dispatcher> run = new AtomicReference<>();
    RunListener all = new Known(100, () -> run.get().stop(new IllegalStateException("enough")));
    run.set(recalling(all, input(Long.MAX_VALUE), 4));

    assertThatThrownBy(() -> run.get().run()).hasMessage("enough");
    assertThat(settled).hasSizeLessThan(10_000);
  }

  @Test
  void known_tasks_that_were_read_before_the_input_failed_settle() {
    Iterator<Task> input = input(50);
    Iterator<Task> failing = new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Task next() {
        if (!input.hasNext()) {
          throw new IllegalStateException("no more");
        }
        return input.next();
      }
    };

    assertThatThrownBy(() -> recalling(new Known(-1, () -> {}), failing, 1_000).run())
        .hasMessage("no more");
    assertThat(settled).hasSize(50);
  }

  @Test
  void few_known_tasks_are_read_before_the_first_ones_settle() {
    RunListener all = new Known(10, () -> {
      throw new IllegalStateException("enough");
    });

    assertThatThrownBy(() -> recalling(all, input(1_000_000), 4).run()).hasMessage("enough");
    assertThat(produced).hasSizeLessThan(50);
  }

  /** Also notes what settles late, and knows what a worker has stored. */
  private final class Late implements RunListener {
    private final List<Long> late = new ArrayList<>();
    private final AtomicReference<BatchOutcome> stored = new AtomicReference<>();

    @Override
    public void settled(Task task, TaskOutcome outcome) {
      settled.add(task.index());
      if (!outcome.succeeded()) {
        throw new IllegalStateException("enough");
      }
    }

    @Override
    public void settledLate(Task task, TaskOutcome outcome) {
      late.add(task.index());
    }

    @Override
    public CompletableFuture<Optional<BatchOutcome>> stored(Batch batch) {
      return CompletableFuture.completedFuture(Optional.ofNullable(stored.get()));
    }
  }

  private void runToItsStop(ScriptedBackend backend, Late late, String why) {
    Dispatcher dispatcher = new Dispatcher(
        plan(4, 2, /* bounded= */ false),
        backend,
        input(8),
        Runnable::run,
        late,
        Stopwatch.start(),
        Timeline.REAL);
    stopping.set(dispatcher);
    assertThatThrownBy(dispatcher::run).hasMessage(why);
  }

  private final AtomicReference<Dispatcher> stopping = new AtomicReference<>();

  @Test
  void the_rest_of_the_batch_that_ends_a_run_settles_late() {
    Late late = new Late();
    ScriptedBackend backend =
        new ScriptedBackend((batch, result) -> result.complete(failed(batch, index -> index == 0)));

    runToItsStop(backend, late, "enough");

    assertThat(settled).containsExactly(0L);
    assertThat(late.late).containsExactly(1L);
  }

  @Test
  void a_batch_that_returned_when_its_run_was_stopped_settles_late() {
    Late late = new Late();
    AtomicReference<Runnable> first = new AtomicReference<>();
    ScriptedBackend backend = new ScriptedBackend((batch, result) -> {
      if (batch.number() == 0) {
        first.set(() -> result.complete(done(batch, index -> true)));
      } else {
        stopping.get().stop(new IllegalStateException("stopped"));
        first.get().run();
        result.completeExceptionally(new IllegalStateException("aborted"));
      }
    });

    runToItsStop(backend, late, "stopped");

    assertThat(settled).isEmpty();
    assertThat(late.late).containsExactly(0L, 1L);
  }

  @Test
  void what_a_worker_had_stored_when_it_was_killed_settles_late() {
    Late late = new Late();
    ScriptedBackend backend = new ScriptedBackend((batch, result) -> {
      if (batch.number() == 0) {
        late.stored.set(done(batch, index -> true).outcome());
      } else {
        result.complete(failed(batch, index -> index == 2));
      }
    });

    runToItsStop(backend, late, "enough");

    assertThat(settled).containsExactly(2L);
    assertThat(late.late).containsExactly(3L, 0L, 1L);
  }
}
