package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fanfare.Completion;
import dev.fanfare.FinishedBatch;
import dev.fanfare.Progress;
import dev.fanfare.Run;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners: what those who patch joblib's callbacks are after. */
class HooksTest {

  private static List<Delayed<Object>> tasks(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> n == 3
            ? delayed(FailingKernels::failing, (Object) n)
            : delayed(SeedKernels::identity, (Object) n))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"sequential, 1", "threads, 1", "threads, 2", "processes, 1", "processes, 2"})
  void listeners_hear_of_every_task_every_batch_and_the_way_to_the_end(String backend, int nJobs) {
    List<Long> settled = new ArrayList<>();
    List<Integer> batches = new ArrayList<>();
    List<Progress> progress = new ArrayList<>();

    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(nJobs)
        .onTask(outcome -> settled.add(outcome.index()))
        .onBatch(batch -> batches.add(batch.indices().size()))
        .onProgress(progress::add)
        .build()) {
      parallel.run(tasks(20));
    }

    assertThat(settled)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 20).mapToObj(n -> (long) n).toList());
    assertThat(batches.stream().mapToInt(n -> n).sum()).isEqualTo(20);
    assertThat(progress).extracting(Progress::completed).isSorted().endsWith(20L);
    assertThat(progress).hasSizeGreaterThanOrEqualTo(batches.size());
  }

  @ParameterizedTest
  @CsvSource({"sequential", "threads", "processes"})
  void a_finished_batch_names_its_tasks_and_worker_and_adds_up_to_the_report(String backend) {
    List<FinishedBatch> batches = new ArrayList<>();

    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(4)
        .onBatch(batches::add)
        .build()) {
      Run<Object> run = parallel.run(tasks(20));

      assertThat(batches)
          .hasSize((int) run.report().batches())
          .allSatisfy(batch -> assertThat(batch.worker()).isNotBlank());
      assertThat(batches.stream().flatMap(batch -> batch.indices().stream()))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 20).mapToObj(n -> (long) n).toList());
      assertThat(batches.stream().filter(batch -> batch.failures() == 1))
          .singleElement()
          .satisfies(batch -> assertThat(batch.indices()).contains(3L));
      assertThat(batches.stream().mapToLong(FinishedBatch::wallNanos).sum())
          .isEqualTo(run.report().workerWallNanos());
      assertThat(batches.stream().mapToLong(FinishedBatch::cpuNanos).sum())
          .isEqualTo(run.report().workerCpuNanos());
    }
  }

  @ParameterizedTest
  @CsvSource({"sequential", "threads"})
  void the_batch_whose_outcome_ends_the_run_is_told_too(String backend) {
    List<FinishedBatch> batches = new ArrayList<>();

    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .completion(Completion.firstSuccessful())
        .onBatch(batches::add)
        .build()) {
      Run<Object> run = parallel.run(tasks(3));

      assertThat(run.report().tasks()).isPositive().isEqualTo(run.outcomes().size());
      assertThat(batches).isNotEmpty().hasSize((int) run.report().batches());
    }
  }

  private static RuntimeException angry() {
    throw new UnsupportedOperationException("enough");
  }

  static Stream<Arguments> angryListeners() {
    List<UnaryOperator<ParallelBuilder>> listeners = List.of(
        builder -> builder.onTask(outcome -> angry()),
        builder -> builder.onBatch(batch -> angry()),
        builder -> builder.onProgress(progress -> angry()));
    return Stream.of("sequential", "threads")
        .flatMap(backend -> listeners.stream().map(listener -> arguments(backend, listener)));
  }

  @ParameterizedTest
  @MethodSource("angryListeners")
  void what_a_listener_throws_ends_the_run(
      String backend, UnaryOperator<ParallelBuilder> listener) {
    ParallelBuilder builder = listener.apply(Parallel.builder().backend(backend).nJobs(2));

    try (Parallel parallel = builder.build()) {
      assertThatThrownBy(() -> parallel.run(tasks(20)))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> parallel.stream(tasks(20)).toList())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"sequential", "threads"})
  void the_job_list_is_not_asked_for_more_once_a_listener_has_thrown(String backend) {
    List<Integer> produced = new ArrayList<>();
    Stream<Delayed<Object>> input = IntStream.iterate(0, n -> n + 1)
        .peek(produced::add)
        .mapToObj(n -> delayed(SeedKernels::identity, (Object) n));

    try (Parallel parallel =
        Parallel.builder().backend(backend).nJobs(2).onTask(outcome -> angry()).build()) {
      assertThatThrownBy(() -> parallel.run(input))
          .isInstanceOf(UnsupportedOperationException.class);
    }

    assertThat(produced).hasSizeLessThanOrEqualTo(4);
  }
}
