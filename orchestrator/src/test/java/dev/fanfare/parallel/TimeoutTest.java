package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's group "timeout", with timeouts that are each task's own. */
@Timeout(120)
class TimeoutTest {

  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Delayed<Long> PROMPT = delayed(MannerKernels::pid);
  private static final Delayed<Long> HEEDS = delayed(MannerKernels::waitForAnInterrupt);
  private static final Delayed<Long> HEEDS_NOT = delayed(MannerKernels::spin);

  @BeforeEach
  void hold() {
    MannerKernels.released = false;
  }

  @AfterEach
  void release() {
    MannerKernels.released = true;
  }

  @AfterAll
  static void stopIdleWorkers() {
    IdlePool.SHARED.close();
  }

  private static ParallelBuilder on(String backend, int nJobs) {
    return Parallel.builder().backend(backend).nJobs(nJobs).timeout(SOON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_timeout_that_is_not_reached_does_nothing(String backend) {
    ParallelBuilder builder = on(backend, 2).timeout(Duration.ofSeconds(30));

    assertThat(builder.call(Collections.nCopies(10, PROMPT))).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({"threads, true", "threads, false", "processes, true", "processes, false"})
  void a_task_that_is_late_is_marked_and_the_others_run(String backend, boolean heeds) {
    Delayed<Long> late = heeds ? HEEDS : HEEDS_NOT;
    // One worker: what comes after the late task needs its place.
    try (Parallel parallel = on(backend, 1).build()) {
      Run<Long> run = parallel.run(List.of(PROMPT, late, PROMPT, PROMPT));

      assertThat(run.outcomes())
          .extracting(Outcome::succeeded)
          .containsExactly(true, false, true, true);
      assertThatThrownBy(run::results)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("task 1 ran for longer than its timeout of 1.0 s")
          .hasCauseInstanceOf(TaskTimeoutException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "threads, waitForAnInterrupt",
    "threads, spin",
    "processes, waitForAnInterrupt",
    "processes, spin"
  })
  void the_stack_trace_of_a_late_task_tells_what_it_was_doing(String backend, String kernel) {
    Delayed<Long> late = kernel.equals("spin") ? HEEDS_NOT : HEEDS;
    try (Parallel parallel = on(backend, 1).build()) {
      TaskError error = parallel.run(List.of(late)).outcomes().get(0).error().orElseThrow();

      assertThat(error.trace())
          .startsWith(error.summary() + "\n\tat ")
          .contains("\tat dev.fanfare.parallel.MannerKernels." + kernel + "(MannerKernels.java:")
          .doesNotContain("BatchRun", "Delayed");
    }
  }

  @Test
  void a_process_with_a_late_task_is_replaced_and_its_batch_mates_run_in_the_next_one() {
    try (Parallel parallel = on("processes", 1).batchSize(4).preDispatch("all").build()) {
      Run<Long> run = parallel.run(List.of(PROMPT, HEEDS_NOT, PROMPT, PROMPT));

      assertThat(run.failed()).extracting(Outcome::index).containsExactly(1L);
      long killed = run.outcomes().get(0).get();
      long next = run.outcomes().get(2).get();
      assertThat(next).isNotEqualTo(killed).isEqualTo(run.outcomes().get(3).get());
      // Whoever is killed may still be there for a moment.
      ProcessHandle.of(killed).ifPresent(process -> process.onExit().join());
      assertThat(ProcessHandle.of(next)).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_batch_in_which_every_task_is_late_settles_each(String backend) {
    int tasks = 7;
    try (Parallel parallel = on(backend, 1)
        .timeout(Duration.ofMillis(20))
        .batchSize(tasks)
        .preDispatch("all")
        .build()) {
      Run<Long> run = parallel.run(Collections.nCopies(tasks, HEEDS));

      assertThat(run.failed())
          .hasSize(tasks)
          .allSatisfy(outcome -> assertThat(outcome.error().orElseThrow().type())
              .isEqualTo(TaskTimeoutException.class.getName()));
    }
  }

  @Test
  void threads_that_heed_no_interrupt_each_have_their_place_taken() {
    try (Parallel parallel = on("threads", 2).build()) {
      List<Delayed<Long>> tasks = new ArrayList<>(Collections.nCopies(5, HEEDS_NOT));
      tasks.addAll(Collections.nCopies(5, PROMPT));

      assertThat(parallel.run(tasks).succeeded()).hasSize(5);
    }
  }

  @Test
  void a_late_task_that_keeps_its_processs_lock_keeps_no_other_task_waiting_for_ever() {
    Delayed<Double> exclusive = delayed(SeedKernels::waitLoopExclusive, 1);
    List<Delayed<? extends Number>> tasks =
        List.of(delayed(MannerKernels::spinExclusively), exclusive, PROMPT);
    // One worker: the late task has the lock before the next one wants it.
    try (Parallel parallel = on("threads", 1).build();
        Parallel later = Parallel.builder().backend("threads").nJobs(2).build()) {
      List<Outcome<Number>> outcomes = new ArrayList<>();

      assertThatThrownBy(() -> parallel.forEach(numbers(tasks), outcomes::add))
          .as("who never ran is neither slow nor failed")
          .hasMessageStartingWith("task 1 was not started: task 0, ")
          .hasMessageContaining("ignores its interrupt and is still running");
      assertThat(outcomes).hasSize(1);
      assertThat(outcomes.get(0).error().orElseThrow().message()).contains("its timeout of 1.0 s");
      assertThatThrownBy(() -> later.run(List.of(exclusive)))
          .as("refused, no hang")
          .isNotNull();
      MannerKernels.released = true;
      boolean free = false;
      while (!free) {
        free = runs(later, exclusive);
      }
    }
  }

  private static boolean runs(Parallel parallel, Delayed<Double> task) {
    try {
      return parallel.run(List.of(task)).allSucceeded();
    } catch (FanfareException e) {
      return false;
    }
  }

  @SuppressWarnings("unchecked") // All numbers.
  private static List<Delayed<Number>> numbers(List<Delayed<? extends Number>> tasks) {
    return tasks.stream().map(task -> (Delayed<Number>) task).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void an_initializer_that_is_late_fails_the_tasks_it_was_to_precede(String backend) {
    try (Parallel parallel =
        on(backend, 2).initializer(delayed(MannerKernels::endlessSetUp)).build()) {
      Run<Long> run = parallel.run(List.of(PROMPT, PROMPT));

      assertThat(run.failed())
          .hasSize(2)
          .allSatisfy(outcome -> assertThat(outcome.error().orElseThrow().message())
              .contains("was not started: the initializer, ", "its timeout of 1.0 s"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_timeout_and_a_deadline_may_be_as_long_as_a_duration_is(String backend) {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);

    assertThat(on(backend, 2).timeout(longest).deadline(longest).call(List.of(PROMPT)))
        .hasSize(1);
    assertThat(Parallel.builder().backend("sequential").deadline(longest).call(List.of(PROMPT)))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"threads, true", "threads, false", "processes, true", "processes, false"})
  void a_stream_gives_the_results_before_the_late_task_and_then_fails(
      String backend, boolean ordered) {
    List<Delayed<Long>> tasks = List.of(PROMPT, PROMPT, HEEDS_NOT);
    try (Parallel parallel = on(backend, 2).build();
        Stream<Long> stream = ordered ? parallel.stream(tasks) : parallel.unordered(tasks)) {
      Iterator<Long> results = stream.iterator();

      assertThat(results.next()).isPositive();
      assertThat(results.next()).isPositive();
      assertThatThrownBy(results::next)
          .isInstanceOf(TaskFailedException.class)
          .hasCauseInstanceOf(TaskTimeoutException.class);
    }
  }

  @Test
  void an_instance_is_usable_after_a_timeout() {
    try (Parallel parallel = on("threads", 1).build()) {
      assertThatThrownBy(() -> parallel.call(List.of(HEEDS_NOT)))
          .hasCauseInstanceOf(TaskTimeoutException.class);

      assertThat(parallel.call(List.of(PROMPT))).hasSize(1);
    }
  }

  @Test
  void a_backend_that_cannot_stop_a_task_refuses_a_timeout() {
    assertThatThrownBy(() -> on("sequential", 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The backend class 'SequentialBackend' does not support timeout."
            + " You have set 'timeout=PT1S' in Parallel: use threads or processes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void a_timeout_must_be_positive(Duration timeout) {
    assertThatThrownBy(() -> Parallel.builder().timeout(timeout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("timeout must be positive, got: " + timeout);
  }
}
