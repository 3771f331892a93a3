package dev.fanfare;

import static dev.fanfare.Completion.Reason.ALL_COMPLETED;
import static dev.fanfare.Completion.Reason.FAILURE_TOLERANCE_EXCEEDED;
import static dev.fanfare.Completion.Reason.MIN_SUCCESSFUL_REACHED;
import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fanfare.Completion.Reason;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.parallel.BlockingKernels;
import dev.fanfare.parallel.FailingKernels;
import dev.fanfare.parallel.Parallel;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a run has seen enough. */
class CompletionTest {

  private static final OptionalLong OF_TEN = OptionalLong.of(10);
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @Test
  void all_completed_never_ends_a_run_early() {
    assertThat(Completion.allCompleted().decide(5, 1_000_000, UNKNOWN)).isEmpty();
    assertThat(Completion.allCompleted().atEnd(0, 10)).isEqualTo(ALL_COMPLETED);
  }

  @Test
  void all_successful_ends_with_the_first_failure() {
    assertThat(Completion.allSuccessful().decide(9, 0, OF_TEN)).isEmpty();
    assertThat(Completion.allSuccessful().decide(9, 1, OF_TEN))
        .hasValue(FAILURE_TOLERANCE_EXCEEDED);
  }

  @Test
  void first_successful_ends_with_the_first_success_however_many_failed_before() {
    assertThat(Completion.firstSuccessful().decide(0, 9, OF_TEN)).isEmpty();
    assertThat(Completion.firstSuccessful().decide(1, 9, OF_TEN)).hasValue(MIN_SUCCESSFUL_REACHED);
  }

  @Test
  void min_successful_counts_successes_alone() {
    assertThat(Completion.minSuccessful(3).decide(2, 7, OF_TEN)).isEmpty();
    assertThat(Completion.minSuccessful(3).decide(3, 0, OF_TEN)).hasValue(MIN_SUCCESSFUL_REACHED);
    assertThat(Completion.minSuccessful(3).atEnd(2, 8)).isEqualTo(ALL_COMPLETED);
  }

  @Test
  void a_tolerated_count_is_borne_and_one_more_is_not() {
    assertThat(Completion.toleratedFailureCount(2).decide(0, 2, OF_TEN)).isEmpty();
    assertThat(Completion.toleratedFailureCount(2).decide(0, 3, OF_TEN))
        .hasValue(FAILURE_TOLERANCE_EXCEEDED);
  }

  @Test
  void a_tolerated_percentage_is_of_all_tasks_and_is_judged_at_the_end_where_these_are_unknown() {
    Completion tenth = Completion.toleratedFailurePercentage(10);

    assertThat(tenth.decide(0, 1, OF_TEN)).isEmpty();
    assertThat(tenth.decide(0, 2, OF_TEN)).hasValue(FAILURE_TOLERANCE_EXCEEDED);
    assertThat(tenth.decide(0, 2, UNKNOWN)).isEmpty();
    assertThat(tenth.atEnd(18, 2)).isEqualTo(ALL_COMPLETED);
    assertThat(tenth.atEnd(17, 3)).isEqualTo(FAILURE_TOLERANCE_EXCEEDED);
  }

  @Test
  void a_percentage_that_comes_to_a_whole_number_bears_that_number() {
    for (int tenths = 1; tenths < 1000; tenths++) {
      Completion borne = Completion.toleratedFailurePercentage(tenths / 10.0);
      OptionalLong thousand = OptionalLong.of(1000);

      assertThat(borne.decide(0, tenths, thousand)).as("%d of 1000", tenths).isEmpty();
      assertThat(borne.decide(0, tenths + 1, thousand)).hasValue(FAILURE_TOLERANCE_EXCEEDED);
    }
  }

  @Test
  void numbers_without_a_meaning_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Completion.minSuccessful(0))
        .withMessage("successes must be at least 1, got: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Completion.toleratedFailureCount(-1))
        .withMessage("failures must be 0 or more, got: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Completion.toleratedFailurePercentage(100.1))
        .withMessage("failurePercentage must be from 0 to 100, got: 100.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Completion.toleratedFailurePercentage(Double.NaN));
  }

  /** Twenty tasks, of which every fourth fails: 0, 4, 8, 12, 16. */
  private static List<Delayed<Object>> everyFourthFails() {
    return IntStream.range(0, 20)
        .mapToObj(n -> n % 4 == 0
            ? delayed(FailingKernels::failing, (Object) n)
            : delayed(SeedKernels::identity, (Object) n))
        .toList();
  }

  private static Run<Object> run(String backend, Completion completion) {
    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .batchSize(1)
        .completion(completion)
        .build()) {
      return parallel.run(everyFourthFails());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_run_settles_every_task_by_default_and_throws_nothing(String backend) {
    Run<Object> run = run(backend, Completion.allCompleted());

    assertThat(run.reason()).isEqualTo(ALL_COMPLETED);
    assertThat(run.failed()).extracting(Outcome::index).containsExactly(0L, 4L, 8L, 12L, 16L);
    assertThat(run.succeeded()).hasSize(15);
    assertThat(run.allSucceeded()).isFalse();
    assertThat(run.failed().get(1).error().orElseThrow().message()).isEqualTo("bad: 4");
  }

  private record Ended(Completion completion, Reason reason, int failed, int succeeded) {}

  static Stream<Ended> earlyEnds() {
    return Stream.of(
        new Ended(Completion.allSuccessful(), FAILURE_TOLERANCE_EXCEEDED, 1, 0),
        new Ended(Completion.firstSuccessful(), MIN_SUCCESSFUL_REACHED, 1, 1),
        new Ended(Completion.minSuccessful(5), MIN_SUCCESSFUL_REACHED, 2, 5),
        new Ended(Completion.toleratedFailureCount(2), FAILURE_TOLERANCE_EXCEEDED, 3, 6),
        new Ended(Completion.toleratedFailurePercentage(10), FAILURE_TOLERANCE_EXCEEDED, 3, 6));
  }

  @ParameterizedTest
  @MethodSource("earlyEnds")
  void a_run_ends_as_soon_as_its_completion_says_so(Ended ended) {
    Run<Object> run = run("sequential", ended.completion());

    assertThat(run.reason()).isEqualTo(ended.reason());
    assertThat(run.failed()).hasSize(ended.failed());
    assertThat(run.succeeded()).hasSize(ended.succeeded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void tasks_that_are_not_needed_any_more_are_cancelled(String backend) {
    List<Delayed<Object>> tasks = List.of(
        delayed(BlockingKernels::after, "no such file", (Object) 0),
        delayed(SeedKernels::identity, (Object) 1));

    try (Parallel parallel = Parallel.builder()
        .backend(backend)
        .nJobs(2)
        .completion(Completion.firstSuccessful())
        .build()) {
      Run<Object> run = parallel.run(tasks);

      assertThat(run.reason()).isEqualTo(MIN_SUCCESSFUL_REACHED);
      assertThat(run.outcomes()).extracting(Outcome::value).containsExactly(1);
    }
  }
}
