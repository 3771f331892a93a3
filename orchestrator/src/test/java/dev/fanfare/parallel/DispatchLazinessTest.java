package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.BatchSize;
import dev.fanfare.Completion;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's group "dispatch laziness": what is asked of the input, and when. */
class DispatchLazinessTest {

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  private Stream<Delayed<Boolean>> tasks(int count) {
    return IntStream.range(0, count).mapToObj(n -> {
      log.add("produced " + n);
      return delayed(() -> log.add("consumed " + n));
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void one_worker_runs_each_task_before_the_next_one_is_produced(String backend) {
    Parallel.builder().backend(backend).nJobs(1).call(tasks(3));

    assertThat(log)
        .containsExactly(
            "produced 0", "consumed 0", "produced 1", "consumed 1", "produced 2", "consumed 2");
  }

  @Test
  void one_worker_takes_as_many_tasks_ahead_as_a_batch_has() {
    Parallel.builder().nJobs(1).backend("sequential").batchSize(4).call(tasks(6));

    assertThat(log)
        .containsExactly(
            "produced 0",
            "produced 1",
            "produced 2",
            "produced 3",
            "consumed 0",
            "consumed 1",
            "consumed 2",
            "consumed 3",
            "produced 4",
            "produced 5",
            "consumed 4",
            "consumed 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void the_fourth_task_is_produced_only_after_a_first_completion(String backend) {
    Stream<Delayed<Long>> tasks = LongStream.range(0, 6).mapToObj(n -> {
      log.add("produced " + n);
      return delayed(SeedKernels::sum, n);
    });

    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1)
        .preDispatch("3")
        .onTask(outcome -> log.add("completed"))
        .build()) {
      parallel.call(tasks);
    }

    assertThat(log).startsWith("produced 0", "produced 1");
    assertThat(log.indexOf("completed")).isLessThan(log.indexOf("produced 3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_failure_stops_the_production(String backend) {
    Stream<Delayed<Integer>> tasks = IntStream.iterate(0, n -> n + 1).mapToObj(n -> {
      log.add("produced " + n);
      return delayed(FailingKernels::unchecked, n);
    });

    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1)
        .completion(Completion.toleratedFailureCount(9))
        .build()) {
      // Those that ended meanwhile count, too.
      assertThat(parallel.run(tasks).failed()).hasSizeBetween(10, 10 + 2 * 2);
    }

    assertThat(log).hasSizeBetween(10, 10 + 2 * 2 + 2 * 2);
  }

  // The combinations of joblib's test_dispatch_race_condition.
  @ParameterizedTest
  @CsvSource({
    "2, 2, all, auto",
    "2, 2, n_jobs, auto",
    "10, 2, n_jobs, auto",
    "517, 2, n_jobs, auto",
    "10, 4, n_jobs, auto",
    "200, 12, n_jobs, auto",
    "25, 12, 2 * n_jobs, 1",
    "250, 12, all, 1",
    "250, 12, 2 * n_jobs, 7",
    "200, 12, 2 * n_jobs, auto"
  })
  void threads_complete_any_number_of_tasks_in_order(
      int tasks, int nJobs, String preDispatch, String batchSize) {
    assertAllInOrder("threads", tasks, nJobs, preDispatch, batchSize);
  }

  @ParameterizedTest
  @CsvSource({"2, 2, all, auto", "517, 2, n_jobs, auto", "250, 2, 2 * n_jobs, 7", "51, 2, 1, 50"})
  void processes_complete_any_number_of_tasks_in_order(
      int tasks, int nJobs, String preDispatch, String batchSize) {
    assertAllInOrder("processes", tasks, nJobs, preDispatch, batchSize);
  }

  private static void assertAllInOrder(
      String backend, int tasks, int nJobs, String preDispatch, String batchSize) {
    List<Object> results = Parallel.builder()
        .backend(backend)
        .nJobs(nJobs)
        .preDispatch(preDispatch)
        .batchSize(BatchSize.parse(batchSize))
        .call(IntStream.range(0, tasks).mapToObj(n -> delayed(SeedKernels::identity, (Object) n)));

    assertThat(results)
        .isEqualTo(IntStream.range(0, tasks).boxed().map(Object.class::cast).toList());
  }
}
