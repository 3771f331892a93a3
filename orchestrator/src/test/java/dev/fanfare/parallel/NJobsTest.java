package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's group "cpu / n_jobs". */
class NJobsTest {

  private static final int CPUS = Parallel.cpuCount();

  @AfterAll
  static void stopIdleWorkers() {
    IdlePool.SHARED.close();
  }

  @Test
  void there_is_a_processor() {
    assertThat(CPUS).isPositive();
  }

  @Test
  void minus_one_is_every_processor_and_less_leaves_some_free() {
    assertThat(Parallel.effectiveNJobs(-1)).isEqualTo(CPUS);
    assertThat(Parallel.effectiveNJobs(-2)).isEqualTo(Math.max(1, CPUS - 1));
    assertThat(Parallel.effectiveNJobs(-1000)).isEqualTo(1);
  }

  @Test
  void there_may_be_more_workers_than_processors() {
    assertThat(Parallel.effectiveNJobs(CPUS + 10)).isEqualTo(CPUS + 10);
  }

  @Test
  void who_does_not_say_how_many_gets_the_contexts_number_or_one() {
    assertThat(Parallel.effectiveNJobs()).isEqualTo(1);
    try (ParallelConfig config = ParallelConfig.builder().nJobs(3).open()) {
      assertThat(Parallel.effectiveNJobs()).isEqualTo(3);
      assertThat(Parallel.effectiveNJobs(2)).isEqualTo(2);
    }
  }

  @Test
  void sequential_is_one_worker_whatever_is_asked_for() {
    try (ParallelConfig config = ParallelConfig.builder().backend("sequential").open()) {
      assertThat(Parallel.effectiveNJobs(7)).isEqualTo(1);
      assertThat(Parallel.effectiveNJobs(-1)).isEqualTo(1);
    }
  }

  @Test
  void zero_has_no_meaning_wherever_it_is_given() {
    assertThatThrownBy(() -> Parallel.builder().nJobs(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nJobs == 0 in Parallel has no meaning");
    assertThatThrownBy(() -> ParallelConfig.builder().nJobs(0))
        .hasMessage("nJobs == 0 in Parallel has no meaning");
    assertThatThrownBy(() -> Parallel.effectiveNJobs(0))
        .hasMessage("nJobs == 0 in Parallel has no meaning");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3})
  void an_instance_is_known_by_the_number_that_was_asked_for(int nJobs) {
    try (Parallel parallel = Parallel.of(nJobs)) {
      assertThat(parallel).hasToString("Parallel(n_jobs=" + nJobs + ")");
    }
  }

  @Test
  void in_a_function_there_are_the_processors_that_its_memory_buys() {
    List<Integer> seen = Parallel.builder()
        .backend("processes")
        .nJobs(2)
        .call(Collections.nCopies(4, delayed(MannerKernels::cpuCount)));

    assertThat(seen).containsOnly(1);
  }
}
