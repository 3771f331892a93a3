package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beyond joblib: a seed for each task. */
class SeedTest {

  private static final List<Long> SEEDS =
      seeds(Parallel.builder().backend("sequential").seed(7));

  @AfterAll
  static void stopIdleWorkers() {
    IdlePool.SHARED.close();
  }

  @ParameterizedTest
  @CsvSource({
    "sequential, 1, 1",
    "sequential, 1, 5",
    "threads, 1, 1",
    "threads, 3, 1",
    "threads, 3, 7",
    "processes, 1, 1",
    "processes, 2, 1",
    "processes, 2, 7"
  })
  void a_tasks_seed_depends_on_the_runs_seed_and_its_index_alone(
      String backend, int nJobs, int batchSize) {
    ParallelBuilder builder =
        Parallel.builder().backend(backend).nJobs(nJobs).batchSize(batchSize).seed(7);

    assertThat(seeds(builder)).isEqualTo(SEEDS);
  }

  @Test
  void no_two_tasks_have_the_same_seed() {
    assertThat(SEEDS).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void runs_with_other_seeds_have_nothing_in_common() {
    assertThat(seeds(Parallel.builder().backend("sequential").seed(8)))
        .doesNotContainAnyElementsOf(SEEDS);
  }

  @Test
  void without_a_seed_each_instance_has_another_one() {
    assertThat(seeds(Parallel.builder().backend("sequential")))
        .doesNotContainAnyElementsOf(seeds(Parallel.builder().backend("sequential")));
  }

  private static List<Long> seeds(ParallelBuilder builder) {
    return builder.call(Collections.nCopies(100, delayed(MannerKernels::seed)));
  }
}
