package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fanfare.AlreadyRunningException;
import dev.fanfare.Completion.Reason;
import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.RunCancelledException;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is ended from outside: by another thread, by its deadline, by its future, by an interrupt. */
class CancelTest {

  private static final Duration GUARD = Duration.ofSeconds(20);

  @RegisterExtension
  static final OpenParallels PARALLELS = new OpenParallels();

  @TempDir
  private Path folder;

  private Parallel parallel;

  private static Delayed<Object> quick() {
    return delayed(SeedKernels::identity, (Object) 7);
  }

  private Delayed<Object> endless() {
    return delayed(BlockingKernels::blockForEver, folder.resolve("started").toString());
  }

  // A thread that has just been interrupted may still write into the folder while that is deleted.
  private static Delayed<Object> never() {
    return delayed(BlockingKernels::never);
  }

  private static void assertUsable(Parallel parallel) {
    assertThat(parallel.call(List.of(quick()))).containsExactly(7);
  }

  /** What another thread cancels once the first task has settled. */
  private Parallel cancelled(String backend) {
    parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1)
        .onTask(outcome -> CompletableFuture.runAsync(() -> parallel.cancel()).join())
        .build();
    return parallel;
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void another_thread_ends_a_call(String backend) {
    try (Parallel running = cancelled(backend)) {
      assertTimeoutPreemptively(
          GUARD,
          () -> assertThatThrownBy(() -> running.call(List.of(quick(), never())))
              .isInstanceOfSatisfying(
                  RunCancelledException.class,
                  cancelled -> assertThat(cancelled.reason()).isEqualTo(Reason.CANCELLED)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_cancelled_run_keeps_what_was_done(String backend) {
    try (Parallel running = cancelled(backend)) {
      Run<Object> run = running.run(List.of(quick(), never(), never()));

      assertThat(run.reason()).isEqualTo(Reason.CANCELLED);
      assertThat(run.outcomes()).extracting(Outcome::value).containsExactly(7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void another_thread_ends_a_stream(String backend) {
    parallel = PARALLELS.on(backend);
    try (Stream<Object> results =
        parallel.stream(() -> Stream.generate(CancelTest::quick).iterator())) {
      assertThatThrownBy(() -> results.forEach(
              result -> CompletableFuture.runAsync(parallel::cancel).join()))
          .isInstanceOf(RunCancelledException.class);
    }
    assertUsable(parallel);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_deadline_ends_a_run(String backend) {
    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .deadline(Duration.ofMillis(50))
        .build()) {
      assertTimeoutPreemptively(
          GUARD,
          () -> assertThat(parallel.run(List.of(never(), never())).reason())
              .isEqualTo(Reason.DEADLINE_EXCEEDED));
    }
  }

  @Test
  void a_deadline_ends_a_loop_on_the_calling_thread_between_two_tasks() {
    ParallelBuilder hasty = Parallel.builder().backend("sequential").deadline(Duration.ofNanos(1));
    List<Delayed<Object>> tasks = List.of(quick(), never());

    assertThatThrownBy(() -> hasty.call(tasks))
        .isInstanceOf(RunCancelledException.class)
        .hasMessage("the run's deadline has passed");
    // The deadline ends the stream as it opens or at its first result, whichever comes first.
    try (Parallel parallel = hasty.build()) {
      assertThatThrownBy(() -> {
            try (Stream<Object> results = parallel.stream(tasks)) {
              results.toList();
            }
          })
          .isInstanceOf(RunCancelledException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_cancelled_future_has_ended_its_run_when_cancel_returns(String backend) {
    parallel = PARALLELS.on(backend);
    CompletableFuture<List<Object>> results = parallel.callAsync(List.of(endless(), endless()));

    assertTimeoutPreemptively(GUARD, () -> assertThat(results.cancel(true)).isTrue());

    assertThatThrownBy(results::join).isInstanceOf(CancellationException.class);
    assertUsable(parallel);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_future_completes_with_the_results_or_with_what_a_call_throws(String backend) {
    parallel = PARALLELS.on(backend);

    assertThat(parallel.callAsync(List.of(quick(), quick())).join()).containsExactly(7, 7);
    assertThat(parallel.callAsync(List.of(delayed(FailingKernels::checked, 1))))
        .failsWithin(GUARD)
        .withThrowableThat()
        .withCauseInstanceOf(TaskFailedException.class);
  }

  @Test
  void an_interrupt_of_the_calling_thread_ends_the_call_and_is_kept() {
    Thread caller = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);
    List<Delayed<Object>> tasks = List.of(delayed(() -> {
      caller.interrupt();
      never.await();
      return 0;
    }));

    assertThatThrownBy(() -> PARALLELS.on("threads").call(tasks))
        .isInstanceOf(RunCancelledException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertUsable(PARALLELS.on("threads"));
  }

  @Test
  void an_interrupt_ends_a_loop_on_the_calling_thread_between_two_tasks() {
    List<Delayed<Object>> tasks = List.of(
        delayed(() -> {
          Thread.currentThread().interrupt();
          return 0;
        }),
        delayed(() -> {
          throw new AssertionError("must not run");
        }));

    assertThatThrownBy(() -> PARALLELS.on("sequential").call(tasks))
        .isInstanceOf(RunCancelledException.class);

    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void an_interrupt_of_the_only_worker_is_the_callers_and_no_tasks_failure(String backend) {
    Thread caller = Thread.currentThread();
    try (Parallel one = Parallel.builder().backend(backend).nJobs(1).build()) {
      Run<Object> run = one.run(List.of(quick(), delayed(() -> {
        assertThat(Thread.currentThread()).isSameAs(caller);
        caller.interrupt();
        return BlockingKernels.never();
      })));

      assertThat(Thread.interrupted()).as("kept for the caller").isTrue();
      assertThat(run.reason()).isEqualTo(Reason.CANCELLED);
      assertThat(run.outcomes()).extracting(Outcome::value).containsExactly(7);
    }
  }

  @Test
  void an_interrupt_in_the_initializer_of_the_only_worker_is_no_tasks_failure() {
    AtomicInteger calls = new AtomicInteger();
    Delayed<Object> initializer = delayed(() -> {
      if (calls.incrementAndGet() == 1) {
        Thread.currentThread().interrupt();
        return BlockingKernels.never();
      }
      return 0;
    });
    try (Parallel one =
        Parallel.builder().backend("sequential").initializer(initializer).build()) {
      Run<Object> run = one.run(List.of(quick()));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(run.reason()).isEqualTo(Reason.CANCELLED);
      assertThat(run.outcomes()).isEmpty();
      assertUsable(one);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void a_future_that_somebody_else_completes_ends_its_run(String backend) {
    parallel = PARALLELS.on(backend);
    CompletableFuture<List<Object>> results = parallel.callAsync(List.of(endless(), endless()));

    results.completeExceptionally(new TimeoutException("as orTimeout does"));

    assertTimeoutPreemptively(GUARD, () -> {
      boolean free = false;
      while (!free) {
        try {
          assertUsable(parallel);
          free = true;
        } catch (AlreadyRunningException e) {
          // It is ending.
        }
      }
    });
  }

  @Test
  void a_stop_ends_a_task_of_the_only_worker_after_the_attempt_under_way() {
    AtomicInteger attempts = new AtomicInteger();
    List<Delayed<Object>> tasks = List.of(delayed(() -> {
      if (attempts.incrementAndGet() == 2) {
        parallel.cancel();
      }
      throw new IllegalStateException("always");
    }));
    try (Parallel stopped =
        parallel = Parallel.builder().backend("sequential").retries(40).build()) {
      assertThat(stopped.run(tasks).reason()).isEqualTo(Reason.CANCELLED);
    }
    assertThat(attempts).hasValue(2);
  }
}
