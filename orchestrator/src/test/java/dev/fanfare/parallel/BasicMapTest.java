package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.Delayed;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's groups "basic map", "progress" and "shared memory". */
@Timeout(120)
class BasicMapTest {

  private static volatile int changing;

  @AfterAll
  static void stopIdleWorkers() {
    IdlePool.SHARED.close();
  }

  static Stream<Arguments> jobsAndVerbosities() {
    // Bare calls with equally many workers after each other: they share their processes.
    return Stream.of("sequential", "threads", "processes")
        .flatMap(backend -> Stream.of(1, -2, 2, -1)
            .flatMap(nJobs ->
                Stream.of(2, 11, 100).map(verbose -> Arguments.of(backend, nJobs, verbose))));
  }

  @ParameterizedTest
  @MethodSource("jobsAndVerbosities")
  void results_equal_the_plain_loop(String backend, int nJobs, int verbose) {
    try (Printed printed = new Printed()) {
      List<Long> squares = Parallel.builder()
          .backend(backend)
          .nJobs(nJobs)
          .verbose(verbose)
          .call(LongStream.range(0, 10).mapToObj(n -> delayed(MannerKernels::square, n)));

      assertThat(squares).isEqualTo(LongStream.range(0, 10).mapToObj(n -> n * n).toList());
      List<String> lines = verbose < 50 ? printed.err() : printed.out();
      assertThat(lines)
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).startsWith("[Parallel(n_jobs=" + nJobs + ")]: "));
      assertThat(verbose < 50 ? printed.out() : printed.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_null_in_the_job_list_is_refused_by_its_place(String backend) {
    Delayed<Long> task = delayed(MannerKernels::square, 1L);

    assertThatThrownBy(() -> Parallel.builder()
            .backend(backend)
            .nJobs(2)
            .call(Arrays.asList(task, task, task, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task 3 must not be null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void an_exhausted_iterator_has_an_empty_result(String backend) {
    Iterator<Delayed<Long>> exhausted =
        List.of(delayed(MannerKernels::square, 1L)).iterator();
    exhausted.next();

    assertThat(Parallel.builder().backend(backend).nJobs(2).<Long>call(() -> exhausted))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void a_lambda_sees_a_variable_as_it_is_at_each_call(String backend) {
    try (Parallel parallel = Parallel.builder().backend(backend).nJobs(2).build()) {
      for (int value : new int[] {1, 2, 3}) {
        changing = value;

        assertThat(parallel.call(Collections.nCopies(4, delayed(() -> changing))))
            .containsOnly(value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void tasks_change_the_callers_own_queue(String backend) {
    Queue<Long> queue = new ConcurrentLinkedQueue<>();

    Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .call(LongStream.range(0, 50).mapToObj(n -> delayed(() -> queue.add(n))));

    assertThat(queue)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 50).boxed().toList());
  }

  @Test
  void every_line_of_progress_has_its_columns_at_the_same_place() {
    try (Printed printed = new Printed()) {
      Parallel.builder()
          .backend("threads")
          .nJobs(4)
          .verbose(10_000)
          .call(Collections.nCopies(100, delayed(MannerKernels::square, 1L)));

      List<String> done =
          printed.out().stream().filter(line -> line.contains(": Done ")).toList();
      // One less than tasks: joblib passes over the last completion but one.
      assertThat(done).hasSize(99);
      assertThat(done)
          .extracting(line -> line.indexOf('|'))
          .containsOnly(done.get(0).indexOf('|'));
    }
  }
}
