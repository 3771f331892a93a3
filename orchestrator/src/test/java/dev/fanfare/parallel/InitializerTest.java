package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Run;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.NotAKernelException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's group "initializer / reuse", the part about initializers and instances. */
@Timeout(120)
class InitializerTest {

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void it_runs_once_in_each_thread_before_any_task(String backend) {
    Queue<Thread> setUp = new ConcurrentLinkedQueue<>();
    Delayed<Boolean> task = delayed(() -> setUp.contains(Thread.currentThread()));
    Delayed<Boolean> initializer = delayed(() -> setUp.add(Thread.currentThread()));

    try (Parallel parallel =
        Parallel.builder().backend(backend).nJobs(3).initializer(initializer).build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(parallel.call(Collections.nCopies(50, task))).containsOnly(true);
      }
    }

    assertThat(setUp).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void it_runs_once_in_each_process_before_any_task_whatever_the_calls_of_an_instance() {
    Set<String> told = new HashSet<>();
    try (Parallel parallel = Parallel.builder()
        .backend("processes")
        .nJobs(2)
        .initializer(delayed(MannerKernels::setUp, "a"))
        .build()) {
      for (int i = 0; i < 3; i++) {
        told.addAll(parallel.call(Collections.nCopies(20, delayed(MannerKernels::setUps))));
      }
    }

    assertThat(told).hasSizeBetween(1, 2).allSatisfy(one -> assertThat(one).endsWith(" 1"));
  }

  @Test
  void it_runs_once_in_each_process_also_with_an_argument_that_has_no_text() {
    Set<String> told;
    try (Parallel parallel = Parallel.builder()
        .backend("processes")
        .nJobs(2)
        .batchSize(1)
        .initializer(delayed(MannerKernels::setUpWith, new double[] {1, 2}))
        .build()) {
      told = Set.copyOf(parallel.call(Collections.nCopies(20, delayed(MannerKernels::setUps))));
    }

    assertThat(told).hasSizeBetween(1, 2).allSatisfy(one -> assertThat(one).endsWith(" 1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void one_that_fails_fails_every_task_and_says_why(String backend) {
    try (Parallel parallel = broken(backend)) {
      Run<Long> run = parallel.run(Collections.nCopies(20, delayed(MannerKernels::pid)));

      assertThat(run.failed()).hasSize(20);
      assertThatThrownBy(run::results)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("the initializer failed, ")
          .hasMessageContaining("brokenSetUp()")
          .rootCause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no licence");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void one_that_fails_ends_a_call_at_once(String backend) {
    try (Parallel parallel = broken(backend)) {
      assertThatThrownBy(() -> parallel.call(Collections.nCopies(20, delayed(MannerKernels::pid))))
          .isInstanceOf(TaskFailedException.class)
          .rootCause()
          .hasMessage("no licence");
    }
  }

  @Test
  void one_that_is_no_kernel_is_refused_where_only_names_travel() {
    Set<String> captured = ConcurrentHashMap.newKeySet();
    try (Parallel parallel = Parallel.builder()
        .backend("processes")
        .nJobs(1)
        .initializer(delayed(() -> captured.add("here")))
        .build()) {
      assertThatThrownBy(() -> parallel.call(List.of(delayed(MannerKernels::pid))))
          .isInstanceOf(NotAKernelException.class);
    }
  }

  private static Parallel broken(String backend) {
    return Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .initializer(delayed(MannerKernels::brokenSetUp))
        .build();
  }
}
