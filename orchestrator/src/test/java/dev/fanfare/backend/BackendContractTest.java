package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.parallel.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend keeps to, whatever it is made of. */
class BackendContractTest {

  /** Started when first used and kept: workers take a while to start. */
  private static final Map<String, Parallel> OPEN = new HashMap<>();

  static Stream<String> backends() {
    return Stream.of("sequential", "threads", "processes");
  }

  private static Parallel on(String backend) {
    return OPEN.computeIfAbsent(
        backend, name -> Parallel.builder().backend(name).nJobs(2).build());
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(Parallel::close);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void results_come_in_the_order_of_the_job_list(String backend) {
    List<Long> sums =
        on(backend).call(LongStream.range(0, 500).mapToObj(n -> delayed(SeedKernels::sum, n)));

    assertThat(sums)
        .isEqualTo(LongStream.range(0, 500).mapToObj(n -> n * (n - 1) / 2).toList());
  }

  @ParameterizedTest
  @MethodSource("backends")
  void an_empty_job_list_has_an_empty_result(String backend) {
    assertThat(on(backend).call(List.<Delayed<Long>>of())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void one_call_may_have_several_kernels(String backend) {
    List<Delayed<Object>> tasks = new ArrayList<>();
    tasks.add(widen(delayed(SeedKernels::sum, 5L)));
    tasks.add(widen(delayed(SeedKernels::waitLoop, 25)));
    tasks.add(widen(delayed(SeedKernels::waitLoopExclusive, 16)));

    assertThat(on(backend).call(tasks)).containsExactly(10L, 25.0, 16.0);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void values_of_every_common_kind_come_back_as_they_went(String backend) {
    List<Object> values = new ArrayList<>(Arrays.asList(
        1,
        -1L << 40,
        0.1,
        "Grüße \u0000 \"x\"",
        true,
        null,
        List.of(1, "a"),
        Map.of("k", List.of(2.5))));

    List<Object> back =
        on(backend).call(values.stream().map(value -> delayed(SeedKernels::identity, value)));

    assertThat(back).isEqualTo(values);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void records_travel_as_arguments_and_as_results(String backend) {
    List<TestKernels.Point> mirrored = on(backend)
        .call(List.of(delayed(TestKernels::mirror, new TestKernels.Point(1, 2.5, List.of("a")))));

    assertThat(mirrored).containsExactly(new TestKernels.Point(-1, -2.5, List.of("a")));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void a_failing_task_does_not_hurt_its_neighbours(String backend) {
    Run<Long> run = on(backend)
        .run(IntStream.range(0, 20).mapToObj(n -> delayed(TestKernels::failAt13, (long) n)));

    assertThat(run.outcomes())
        .extracting(Outcome::index)
        .isEqualTo(LongStream.range(0, 20).boxed().toList());
    assertThat(run.failed()).extracting(Outcome::index).containsExactly(13L);
    assertThat(run.outcomes().get(12).get()).isEqualTo(12L);
    assertThat(run.report().failed()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void a_failure_names_index_kernel_arguments_and_cause(String backend) {
    assertThatThrownBy(() -> on(backend)
            .call(IntStream.range(0, 20).mapToObj(n -> delayed(TestKernels::failAt13, (long) n))))
        .isInstanceOfSatisfying(TaskFailedException.class, failure -> {
          assertThat(failure.index()).isEqualTo(13);
          assertThat(failure.kernel()).endsWith("failAt13");
          assertThat(failure.arguments()).containsExactly(13L);
          assertThat(failure.error().type()).isEqualTo(IllegalStateException.class.getName());
          assertThat(failure.error().stack().get(0).getMethodName()).isEqualTo("failAt13");
        })
        .hasMessageContaining("task 13 failed")
        .hasMessageContaining("unlucky: 13")
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("unlucky: 13")
        .rootCause()
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void the_instance_is_usable_after_a_failure(String backend) {
    assertThatThrownBy(() -> on(backend).call(List.of(delayed(TestKernels::failAt13, 13L))))
        .isInstanceOf(TaskFailedException.class);

    assertThat(on(backend).call(List.of(delayed(SeedKernels::sum, 4L)))).containsExactly(6L);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void what_the_input_throws_is_thrown_on_and_the_instance_stays_usable(String backend) {
    Stream<Delayed<Long>> broken = IntStream.range(0, 50).mapToObj(n -> {
      if (n == 19) {
        throw new UnsupportedOperationException("no more input");
      }
      return delayed(SeedKernels::sum, (long) n);
    });

    assertThatThrownBy(() -> on(backend).call(broken))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(on(backend).call(List.of(delayed(SeedKernels::sum, 4L)))).containsExactly(6L);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void every_task_is_measured(String backend) {
    Run<Double> run = on(backend).run(Collections.nCopies(3, delayed(SeedKernels::waitLoop, 200)));

    assertThat(run.outcomes()).allSatisfy(outcome -> {
      assertThat(outcome.timing().wallNanos()).isPositive();
      assertThat(outcome.timing().cpuNanos()).isPositive();
      assertThat(outcome.timing().startEpochMicros()).isPositive();
    });
    assertThat(run.report().tasks()).isEqualTo(3);
    assertThat(run.report().workerCpuNanos()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void any_lambda_runs_where_memory_is_shared(String backend) {
    Set<Integer> seen = Collections.synchronizedSet(new HashSet<>());

    on(backend).call(IntStream.range(0, 10).mapToObj(n -> delayed(() -> seen.add(n))));

    assertThat(seen).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(strings = "processes")
  void a_lambda_is_refused_where_only_names_travel(String backend) {
    int captured = 3;

    assertThatThrownBy(() -> on(backend).call(List.of(delayed(() -> captured + 1))))
        .isInstanceOf(NotAKernelException.class)
        .hasMessageContaining("lambda that captures variables")
        .hasMessageContaining("@Kernel");
  }

  @ParameterizedTest
  @ValueSource(strings = "processes")
  void processes_run_in_other_processes_and_keep_them(String backend) {
    Stream<Delayed<String>> tasks =
        Stream.generate(() -> delayed(SeedKernels::findIds)).limit(40);
    Stream<Delayed<String>> more =
        Stream.generate(() -> delayed(SeedKernels::findIds)).limit(40);

    Set<String> pids = pids(on(backend).call(tasks));
    pids.addAll(pids(on(backend).call(more)));

    assertThat(pids)
        .hasSizeLessThanOrEqualTo(2)
        .doesNotContain(Long.toString(ProcessHandle.current().pid()));
  }

  private static Set<String> pids(List<String> ids) {
    return ids.stream().map(id -> id.split(" ")[0]).collect(Collectors.toSet());
  }

  @SuppressWarnings("unchecked")
  private static Delayed<Object> widen(Delayed<?> task) {
    return (Delayed<Object>) task;
  }
}
