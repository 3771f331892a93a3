package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.TaskFailedException;
import dev.fanfare.backend.BatchLostException;
import dev.fanfare.backend.TerminatedWorkerException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A kernel that takes its process with it. */
class TerminatedWorkerTest {

  private static final Parallel PARALLEL = Parallel.builder()
      .backend("processes")
      .nJobs(1)
      .batchSize(3)
      .preDispatch("all")
      .build();

  @AfterAll
  static void close() {
    PARALLEL.close();
  }

  private static TaskFailedException failure(Stream<Delayed<?>> tasks) {
    return catchThrowableOfType(TaskFailedException.class, () -> PARALLEL.call(widen(tasks)));
  }

  @SuppressWarnings("unchecked")
  private static Stream<Delayed<Object>> widen(Stream<Delayed<?>> tasks) {
    return tasks.map(task -> (Delayed<Object>) task);
  }

  @Test
  void an_exit_is_told_with_its_code_and_the_task_that_is_to_blame() {
    TaskFailedException failure = failure(Stream.of(
        delayed(SeedKernels::sum, 1L),
        delayed(SeedKernels::sum, 2L),
        delayed(SeedKernels::sum, 3L),
        delayed(SeedKernels::sum, 4L),
        delayed(BlockingKernels::exit, 3)));

    assertThat(failure).cause().isInstanceOfSatisfying(TerminatedWorkerException.class, dead -> {
      assertThat(dead.taskIndices()).containsExactly(4L);
      assertThat(dead.exitCode()).hasValue(3);
      assertThat(dead.signal()).isEmpty();
      assertThat(dead).hasMessageContaining("exit status 3").hasMessageContaining("task 4");
    });
  }

  @Test
  void what_a_task_printed_before_its_process_ended_is_its_output() {
    Run<Object> run =
        PARALLEL.run(widen(Stream.of(delayed(BlockingKernels::sayAndExit, 7))).toList());

    assertThat(run.outcomes().get(0).succeeded()).isFalse();
    assertThat(run.outcomes().get(0).output()).isEqualTo("so it ends\n");
  }

  @Test
  void a_kill_is_told_with_its_signal() {
    TaskFailedException failure = failure(Stream.of(delayed(BlockingKernels::kill)));

    assertThat(failure).cause().isInstanceOfSatisfying(TerminatedWorkerException.class, dead -> {
      assertThat(dead.taskIndices()).containsExactly(0L);
      assertThat(dead.exitCode()).isEmpty();
      assertThat(dead.signal()).hasValue("killed");
      assertThat(dead).hasMessageContaining("signal: killed").hasMessageContaining("task 0");
    });
  }

  @Test
  void the_next_call_gets_a_new_worker() {
    failure(Stream.of(delayed(BlockingKernels::exit, 9)));

    assertThat(PARALLEL.call(List.of(delayed(SeedKernels::sum, 4L)))).containsExactly(6L);
  }

  @Test
  void the_batch_mates_of_a_deadly_task_have_their_values() {
    Run<Object> run = PARALLEL.run(widen(Stream.of(
        delayed(BlockingKernels::exit, 4),
        delayed(SeedKernels::sum, 2L),
        delayed(SeedKernels::sum, 3L),
        delayed(SeedKernels::sum, 4L))));

    assertThat(run.failed()).extracting(Outcome::index).containsExactly(0L);
    assertThat(run.succeeded()).extracting(Outcome::value).containsExactly(1L, 3L, 6L);
  }

  @Test
  void a_run_in_which_every_worker_dies_ends_with_their_last_words() {
    List<Delayed<Integer>> deadly =
        Collections.nCopies(20, delayed(BlockingKernels::sayAndExit, 3));
    try (Parallel parallel =
        Parallel.builder().backend("processes").nJobs(2).batchSize(1).build()) {
      assertThatThrownBy(() -> parallel.run(deadly))
          .isInstanceOfSatisfying(
              BatchLostException.class,
              lost ->
                  assertThat(lost.reason()).isEqualTo(BatchLostException.Reason.NO_WORKER_LIVES))
          .hasMessageStartingWith("10 workers ended before any of them completed a batch.")
          .hasMessageContaining("exit status 3")
          .hasMessageContaining("its last output:\nso it ends");
    }
  }
}
