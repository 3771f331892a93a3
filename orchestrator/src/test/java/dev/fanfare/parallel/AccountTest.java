package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.ElapsedReport;
import dev.fanfare.Phase;
import dev.fanfare.Setbacks;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run reports of its time. */
class AccountTest {

  private static final List<Delayed<Long>> SUMS =
      LongStream.range(0, 200).mapToObj(n -> delayed(SeedKernels::sum, n)).toList();

  private static final Delayed<Integer> FAILING = delayed(FailingKernels::unchecked, 1);

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void every_moment_of_a_run_belongs_to_a_phase(String backend) {
    try (Parallel parallel = Parallel.builder().backend(backend).nJobs(2).build()) {
      for (int call = 0; call < 2; call++) {
        ElapsedReport report = parallel.forEach(SUMS, outcome -> {}).report();

        assertThat(sum(report)).isEqualTo(report.wallNanos());
        assertThat(report.phaseNanos()).containsKeys(Phase.START_UP, Phase.COMPUTING);
      }
    }
  }

  private static long sum(ElapsedReport report) {
    return report.phaseNanos().values().stream().mapToLong(Long::longValue).sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void the_speed_up_includes_failures_after_which_a_task_ran_again(String backend) {
    try (Parallel parallel =
        Parallel.builder().backend(backend).nJobs(2).retries(2).build()) {
      ElapsedReport report = parallel.run(List.of(FAILING)).report();

      assertThat(report.setbacks().retriedFailures()).isEqualTo(2);
      assertThat(report.setbacks().retriedNanos()).isPositive();
      assertThat(report.speedUp() * report.wallNanos())
          .isCloseTo(
              report.workerWallNanos() + report.setbacks().retriedNanos(), Offset.offset(1.0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_failure_that_no_other_try_follows_is_not_counted_twice(String backend) {
    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .retries(2)
        .retryOn(IOException.class)
        .build()) {
      ElapsedReport report = parallel.run(List.of(FAILING)).report();

      assertThat(report.workerWallNanos()).isPositive();
      assertThat(report.setbacks()).isEqualTo(Setbacks.NONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_run_that_ends_early_is_divided_too(String backend) {
    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .deadline(Duration.ofNanos(1))
        .build()) {
      ElapsedReport report = parallel.forEach(SUMS, outcome -> {}).report();

      assertThat(sum(report)).isEqualTo(report.wallNanos());
    }
  }

  /** Each run reports what its own tasks and the processes around them took, and no run what another did. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void the_cpu_time_of_worker_processes_is_reported_once() {
    try (Parallel parallel = Parallel.builder().backend("processes").nJobs(2).build()) {
      ElapsedReport first = parallel.forEach(SUMS, outcome -> {}).report();
      ElapsedReport second = parallel.forEach(SUMS, outcome -> {}).report();

      assertThat(first.workerProcessCpuNanos()).isPositive();
      assertThat(first.workerProcessCpuNanos() + second.workerProcessCpuNanos())
          .isLessThanOrEqualTo(cpuOfChildren());
    }
  }

  private static long cpuOfChildren() {
    return ProcessHandle.current()
        .children()
        .flatMap(child -> child.info().totalCpuDuration().stream())
        .mapToLong(Duration::toNanos)
        .sum();
  }

  @Test
  void there_are_no_worker_processes_on_threads() {
    try (Parallel parallel = Parallel.builder().backend("threads").nJobs(2).build()) {
      assertThat(parallel.forEach(SUMS, outcome -> {}).report().workerProcessCpuNanos())
          .isZero();
    }
  }
}
