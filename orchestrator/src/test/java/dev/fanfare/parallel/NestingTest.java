package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskContext;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's group "nesting": calls of {@code Parallel} inside of tasks. */
@Timeout(120)
class NestingTest {

  private static final String REPLACED =
      "ProcessBackend-backed parallel loops cannot be nested, setting nJobs=1";

  /** Started when first used and kept: workers take a while to start. */
  private static final Map<String, Parallel> OPEN = new HashMap<>();

  private static Parallel on(String backend) {
    return OPEN.computeIfAbsent(
        backend, name -> Parallel.builder().backend(name).nJobs(2).build());
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(Parallel::close);
    IdlePool.SHARED.close();
  }

  static Stream<Arguments> pairs() {
    List<String> backends = List.of("sequential", "threads", "processes");
    return backends.stream()
        .flatMap(outer -> backends.stream().map(inner -> Arguments.of(outer, inner)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void every_pair_of_backends_completes(String outer, String inner) {
    List<Long> sums =
        on(outer).call(Stream.of(10, 20, 30).map(n -> delayed(MannerKernels::squares, inner, n)));

    assertThat(sums).containsExactly(285L, 2470L, 8555L);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void a_kernel_that_holds_its_processs_lock_may_call_another_one(String outer, String inner) {
    assertThat(on(outer).call(List.of(delayed(MannerKernels::exclusiveInside, inner))))
        .containsExactly(16.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void workers_then_threads_then_the_calling_thread(String backend) {
    assertThat(TaskContext.current().level()).isZero();
    assertThat(on(backend).call(List.of(delayed(MannerKernels::levels, 3))).get(0))
        .containsExactly(1, 2, 2, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void inside_of_a_task_there_is_one_worker_by_default_and_more_on_demand(String backend) {
    assertThat(threadsOf(inside(on(backend), "", 1).get())).hasSize(1);
    assertThat(on(backend).call(List.of(delayed(MannerKernels::effectiveNJobs))))
        .containsExactly(1);
    assertThat(inside(on(backend), "", 2).get())
        .allSatisfy(id -> assertThat(id).contains("fanfare-thread-"));
  }

  @Test
  void processes_inside_of_a_process_are_replaced_and_told() {
    Outcome<List<String>> outcome = inside(on("processes"), "processes", 2);

    assertThat(pidsOf(outcome.get())).hasSize(1).doesNotContain(ownPid());
    assertThat(threadsOf(outcome.get())).hasSize(1);
    assertThat(outcome.output()).isEqualTo(REPLACED + "\n");
    assertThat(on("processes").call(Collections.nCopies(4, delayed(MannerKernels::children))))
        .as("processes that workers have started")
        .containsOnly(0L);
  }

  @Test
  void processes_inside_of_a_thread_are_replaced_and_told() {
    try (Printed printed = new Printed()) {
      List<String> ids = inside(on("threads"), "processes", 2).get();

      assertThat(pidsOf(ids)).containsExactly(ownPid());
      assertThat(printed.err()).containsExactly(REPLACED);
    }
  }

  @Test
  void nothing_is_told_where_one_worker_was_asked_for() {
    try (Printed printed = new Printed()) {
      assertThat(pidsOf(inside(on("threads"), "processes", 1).get())).containsExactly(ownPid());
      assertThat(printed.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void processes_of_a_context_inside_of_a_task_are_replaced_too(String backend) {
    List<Delayed<List<String>>> task =
        List.of(delayed(MannerKernels::insideOfContext, "processes"));

    List<String> ids = on(backend).call(task).get(0);

    assertThat(pidsOf(ids)).hasSize(1);
    assertThat(threadsOf(ids)).hasSize(1);
  }

  @Test
  void inside_of_a_sequential_call_everything_is_as_it_is_outside() {
    List<String> ids = inside(on("sequential"), "processes", 2).get();

    assertThat(pidsOf(ids)).isNotEmpty().doesNotContain(ownPid());
    try (ParallelConfig config =
        ParallelConfig.builder().backend("threads").nJobs(2).open()) {
      List<Integer> jobs = on("sequential")
          .call(List.of(delayed(() -> Parallel.builder().settings().options().nJobs())));
      assertThat(jobs).containsExactly(2);
    }
  }

  @Test
  void threads_that_a_kernel_starts_are_inside_of_the_run_too() {
    assertThat(on("processes")
            .call(List.of(delayed(MannerKernels::levelsOfThreads)))
            .get(0))
        .as("in a worker's process, whatever thread it is")
        .containsExactly(1, 1);
    assertThat(on("threads")
            .call(List.of(delayed(MannerKernels::levelsOfThreads)))
            .get(0)
            .get(0))
        .isEqualTo(1);
  }

  @Test
  void a_thread_that_outlives_the_task_that_started_it_is_outside_again() throws Exception {
    ExecutorService kept = Executors.newSingleThreadExecutor();
    Callable<Integer> level = () -> TaskContext.current().level();
    try {
      assertThat(on("threads").call(List.of(delayed(() -> kept.submit(level).get()))))
          .containsExactly(1);

      assertThat(kept.submit(level).get()).isZero();
    } finally {
      kept.shutdown();
    }
  }

  @Test
  void a_thread_of_ones_own_may_have_processes() throws Exception {
    ParallelBuilder processes = Parallel.builder().backend("processes").nJobs(2);

    List<String> ids = CompletableFuture.supplyAsync(
            () -> processes.call(List.of(delayed(SeedKernels::findIds))))
        .get();

    assertThat(pidsOf(ids)).doesNotContain(ownPid());
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_recursion_without_end_ends_in_an_error(String backend) {
    Run<Long> run = on(backend).run(List.of(delayed(MannerKernels::recurse, 0L)));

    assertThat(run.allSucceeded()).isFalse();
    assertThat(run.failed().get(0).error().orElseThrow().summary())
        .contains("calls of Parallel are nested more than 64 levels deep");
    assertThat(MannerKernels.RECURSING).hasSizeLessThanOrEqualTo(1 + 2);
  }

  @Test
  void a_timeout_where_nesting_has_left_no_worker_to_stop_is_no_error() {
    Delayed<List<Long>> innermost = delayed(() -> Parallel.builder()
        .nJobs(2)
        .timeout(Duration.ofMinutes(1))
        .call(List.of(delayed(MannerKernels::square, 3L))));
    Delayed<List<List<Long>>> outer =
        delayed(() -> Parallel.builder().nJobs(2).call(List.of(innermost)));

    assertThat(on("threads").call(List.of(outer))).containsExactly(List.of(List.of(9L)));
  }

  private static Outcome<List<String>> inside(Parallel outer, String inner, int nJobs) {
    return outer
        .run(List.of(delayed(MannerKernels::inside, inner, nJobs)))
        .outcomes()
        .get(0);
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static List<String> pidsOf(List<String> ids) {
    return ids.stream().map(id -> id.split(" ", 2)[0]).distinct().toList();
  }

  private static List<String> threadsOf(List<String> ids) {
    return ids.stream().map(id -> id.split(" ", 2)[1]).distinct().toList();
  }
}
