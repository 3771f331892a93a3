package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion;
import dev.fanfare.Completion.Reason;
import dev.fanfare.Ending;
import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.StoreLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of running tasks if a failure ends their run. */
@Timeout(60)
class HaltTest {

  private static final Completion NOW = Completion.allSuccessful();
  private static final Completion SOON = Completion.allSuccessful().haltSoon();

  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);

  private final Delayed<Integer> other = delayed(() -> 5);
  private final Delayed<Integer> failing = delayed(() -> {
    running.await();
    throw new IllegalArgumentException("no luck");
  });

  /** Ends only after the other one's failure is known, or when it is interrupted. */
  private final Delayed<Integer> slow = delayed(() -> {
    running.countDown();
    failed.await();
    return 3;
  });

  private final Delayed<Integer> slowAndFailing = delayed(() -> {
    running.countDown();
    failed.await();
    throw new IllegalStateException("try again");
  });

  private ParallelBuilder builder(Completion completion) {
    return Parallel.builder()
        .backend("threads")
        .nJobs(2)
        .batchSize(1)
        .preDispatch("2")
        .completion(completion)
        .onTask(this::note);
  }

  private void note(Outcome<?> outcome) {
    if (!outcome.succeeded()) {
      failed.countDown();
    }
  }

  private static Run<Integer> run(ParallelBuilder builder, Iterable<Delayed<Integer>> tasks) {
    try (Parallel parallel = builder.build()) {
      return parallel.run(tasks);
    }
  }

  @Test
  void soon_lets_running_tasks_finish_and_starts_no_more() {
    Run<Integer> run = run(builder(SOON), List.of(slow, failing, other, other));

    assertThat(run.reason()).isEqualTo(Reason.FAILURE_TOLERANCE_EXCEEDED);
    assertThat(run.succeeded()).extracting(Outcome::value).containsExactly(3);
    assertThat(run.outcomes()).hasSize(2);
  }

  @Test
  void now_cancels_running_tasks_which_have_no_outcome() {
    Completion now = NOW;
    try (Parallel parallel = builder(now).onTask(outcome -> {}).build()) {
      Run<Integer> run = parallel.run(List.of(slow, failing, other, other));

      assertThat(run.reason()).isEqualTo(Reason.FAILURE_TOLERANCE_EXCEEDED);
      assertThat(run.outcomes()).hasSize(1);
      assertThat(run.failed()).extracting(Outcome::index).containsExactly(1L);
    }
  }

  @Test
  void a_task_that_would_be_tried_again_has_no_outcome_if_its_run_is_halted_meanwhile() {
    ParallelBuilder builder = builder(SOON).retries(3).retryOn(IllegalStateException.class);

    Run<Integer> run = run(builder, List.of(slowAndFailing, failing, other));

    assertThat(run.reason()).isEqualTo(Reason.FAILURE_TOLERANCE_EXCEEDED);
    assertThat(run.outcomes()).extracting(Outcome::index).containsExactly(1L);
  }

  @Test
  void soon_does_not_wait_for_an_input_that_has_no_more_tasks_yet() {
    Iterable<Delayed<Integer>> endless = () -> new Iterator<>() {
      private int given;

      @Override
      public boolean hasNext() {
        if (given == 2) {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new NoSuchElementException(e);
          }
        }
        return true;
      }

      @Override
      public Delayed<Integer> next() {
        return given++ == 0 ? slow : failing;
      }
    };

    Run<Integer> run = run(builder(SOON), endless);

    assertThat(run.reason()).isEqualTo(Reason.FAILURE_TOLERANCE_EXCEEDED);
    assertThat(run.outcomes()).hasSize(2);
  }

  @Test
  void on_the_calling_thread_soon_ends_with_the_task_that_fails() {
    Delayed<Integer> bad = delayed(() -> {
      throw new IllegalArgumentException("no luck");
    });
    ParallelBuilder builder = Parallel.builder().backend("sequential").completion(SOON);

    Run<Integer> run = run(builder, List.of(other, bad, other));

    assertThat(run.reason()).isEqualTo(Reason.FAILURE_TOLERANCE_EXCEEDED);
    assertThat(run.outcomes()).hasSize(2);
  }

  @Test
  void a_rule_that_the_last_task_breaks_does_not_leave_anything_undone() {
    Run<Integer> run = run(builder(SOON), List.of(slow, failing));

    assertThat(run.outcomes()).hasSize(2);
    assertThat(run.reason()).isEqualTo(Reason.FAILURE_TOLERANCE_EXCEEDED);
  }

  @Test
  void for_each_passes_on_at_the_end_what_has_waited_for_tasks_without_an_outcome() {
    List<Long> passed = new ArrayList<>();

    try (Parallel parallel = builder(NOW).onTask(outcome -> {}).build()) {
      Ending ending =
          parallel.forEach(List.of(slow, failing, other), outcome -> passed.add(outcome.index()));

      assertThat(ending.report().tasks()).isEqualTo(1);
    }
    assertThat(passed).containsExactly(1L);
  }

  @Test
  void call_reports_all_that_is_recorded_although_it_throws(@TempDir Path store) {
    Delayed<Object> bad = delayed(FailingKernels::failing, "x");
    Delayed<Object> endless =
        delayed(BlockingKernels::blockForEver, store.resolve("started").toString());
    Delayed<Object> good = delayed(SeedKernels::identity, (Object) "y");

    try (Parallel parallel = Parallel.builder()
        .backend("threads")
        .nJobs(2)
        .batchSize(3)
        .preDispatch("all")
        .store(store)
        .build()) {
      assertThatThrownBy(() -> parallel.call(List.of(endless, endless, endless, bad, good, good)))
          .isInstanceOf(TaskFailedException.class);
    }

    try (SavedRun recorded =
        SavedRun.open(StoreLocation.parse(store.toString()), "last", false, warning -> {})) {
      int session = recorded.sessions().last();
      assertThat(recorded.summary().settled()).isEqualTo(3);
      assertThat(recorded.sessions().end(recorded.sessions().all().get(session - 1)))
          .hasValueSatisfying(end -> assertThat(end.settled()).isEqualTo(3));
    }
  }
}
