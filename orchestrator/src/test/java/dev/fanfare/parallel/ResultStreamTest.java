package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fanfare.AlreadyRunningException;
import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's group "generators": results one by one, in the order of the job list or of completion. */
class ResultStreamTest {

  private static final Duration GUARD = Duration.ofSeconds(20);

  @RegisterExtension
  static final OpenParallels PARALLELS = new OpenParallels();

  @TempDir
  private Path folder;

  private static Iterable<Delayed<Long>> sums(int tasks) {
    return LongStream.range(0, tasks).mapToObj(n -> delayed(SeedKernels::sum, n))::iterator;
  }

  /** The first task is done when the file is there, the others at once. */
  private Iterable<Delayed<Object>> firstIsSlow(int tasks) {
    return IntStream.range(0, tasks).mapToObj(n -> n == 0 ? slow() : quick(n))::iterator;
  }

  private Delayed<Object> slow() {
    return delayed(BlockingKernels::after, folder.resolve("go").toString(), (Object) 0);
  }

  private static Delayed<Object> quick(int value) {
    return delayed(SeedKernels::identity, (Object) value);
  }

  private void go() throws IOException {
    Files.createFile(folder.resolve("go"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void results_come_in_the_order_of_the_job_list(String backend) {
    try (Stream<Long> results = PARALLELS.on(backend).stream(sums(100))) {
      assertThat(results)
          .isEqualTo(LongStream.range(0, 100).map(n -> n * (n - 1) / 2).boxed().toList());
    }
  }

  @Test
  void a_stream_of_tasks_is_closed_with_its_results() {
    List<String> closed = new ArrayList<>();
    Stream<Delayed<Long>> tasks = LongStream.range(0, 5)
        .mapToObj(n -> delayed(SeedKernels::sum, n))
        .onClose(() -> closed.add("tasks"));

    try (Stream<Long> results = PARALLELS.on("threads").stream(tasks)) {
      assertThat(results).containsExactly(0L, 0L, 1L, 3L, 6L);
    }

    assertThat(closed).containsExactly("tasks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_slow_first_task_holds_back_the_results_of_the_others(String backend) throws Exception {
    try (Stream<Object> results = PARALLELS.on(backend).stream(firstIsSlow(10))) {
      go();
      assertThat(results).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void unordered_gives_nine_fast_results_before_a_slow_one(String backend) throws Exception {
    try (Stream<Object> results = PARALLELS.on(backend).unordered(firstIsSlow(10))) {
      Iterator<Object> taken = results.iterator();
      Set<Object> fast = new HashSet<>();
      assertTimeoutPreemptively(GUARD, () -> {
        for (int i = 0; i < 9; i++) {
          fast.add(taken.next());
        }
      });

      assertThat(fast).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9);
      go();
      assertThat(taken.next()).isEqualTo(0);
      assertThat(taken.hasNext()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void work_starts_before_the_first_result_is_asked_for(String backend) throws Exception {
    CountDownLatch worked = new CountDownLatch(2);
    try (Parallel parallel = Parallel.builder()
            .backend(backend)
            .nJobs(2)
            .onTask(outcome -> worked.countDown())
            .build();
        Stream<Long> results = parallel.stream(sums(2))) {
      assertThat(worked.await(GUARD.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(results).hasSize(2);
    }
  }

  @Test
  void one_worker_runs_a_task_when_its_result_is_asked_for() {
    List<String> log = new ArrayList<>();
    Iterable<Delayed<Boolean>> tasks =
        IntStream.range(0, 3).mapToObj(n -> delayed(() -> log.add("run " + n)))::iterator;

    try (Stream<Boolean> results = PARALLELS.on("sequential").stream(tasks)) {
      results.forEach(result -> log.add("taken"));
    }

    assertThat(log).containsExactly("run 0", "taken", "run 1", "taken", "run 2", "taken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void any_other_call_is_refused_at_once_while_a_stream_is_open(String backend) {
    Parallel parallel = PARALLELS.on(backend);
    Iterable<Delayed<Long>> untouched = () -> {
      throw new AssertionError("the input of a refused call was asked for");
    };

    try (Stream<Long> open = parallel.stream(sums(100))) {
      for (Consumer<Iterable<Delayed<Long>>> call : List.<Consumer<Iterable<Delayed<Long>>>>of(
          parallel::call,
          parallel::run,
          parallel::stream,
          parallel::unordered,
          parallel::callAsync)) {
        assertThatThrownBy(() -> call.accept(untouched))
            .isInstanceOf(AlreadyRunningException.class)
            .hasMessageContaining("already running");
      }
    }

    assertThat(parallel.call(sums(3))).containsExactly(0L, 0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_stream_that_was_taken_to_its_end_need_not_be_closed(String backend) {
    assertThat(PARALLELS.on(backend).stream(sums(3)).toList()).containsExactly(0L, 0L, 1L);

    assertThat(PARALLELS.on(backend).call(sums(3))).containsExactly(0L, 0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void two_instances_know_nothing_of_one_another(String backend) {
    try (Parallel other = Parallel.builder().backend(backend).nJobs(2).build();
        Stream<Long> first = PARALLELS.on(backend).stream(sums(50));
        Stream<Long> second = other.stream(sums(50))) {
      assertThat(first.iterator().next()).isZero();
      first.close();

      assertThat(second).hasSize(50);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void an_error_comes_after_the_results_before_it(String backend) {
    Iterable<Delayed<Object>> tasks = IntStream.range(0, 20)
        .mapToObj(n -> n == 5 ? delayed(FailingKernels::failing, (Object) n) : quick(n))::iterator;
    List<Object> taken = new ArrayList<>();

    assertThatThrownBy(() -> PARALLELS.on(backend).stream(tasks).forEach(taken::add))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("task 5 failed")
        .satisfies(failure -> assertThat(failure.getStackTrace())
            .as("the stack tells who took the results")
            .anyMatch(frame -> frame.getClassName().equals(ResultStreamTest.class.getName())));

    assertThat(taken).containsExactly(0, 1, 2, 3, 4);
    assertThat(PARALLELS.on(backend).call(sums(3))).as("usable").containsExactly(0L, 0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void an_error_of_the_input_reaches_the_consumer_of_whatever_kind_it_is(String backend) {
    Iterable<Delayed<Long>> broken = LongStream.range(0, 9).mapToObj(n -> {
      if (n == 7) {
        throw new AssertionError("broken input");
      }
      return delayed(SeedKernels::sum, n);
    })::iterator;

    assertTimeoutPreemptively(
        GUARD,
        () -> assertThatThrownBy(() -> PARALLELS.on(backend).stream(broken).toList())
            .isInstanceOf(AssertionError.class)
            .hasMessage("broken input"));

    assertThat(PARALLELS.on(backend).call(sums(3))).as("usable").containsExactly(0L, 0L, 1L);
  }
}
