package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLinesTest {

  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.fanfare.report.Golden#sequentialTraces")
  void sequential_calls_print_what_joblib_prints(Trace golden) {
    ProgressLines lines = golden.lines();
    List<String> printed = new ArrayList<>();
    double clock = 0;
    for (int task = 0; task < golden.nTasks(); task++) {
      clock += golden.seconds(task);
      lines.progress(Progress.sequential(task + 1, clock)).ifPresent(printed::add);
    }
    lines.progress(Progress.sequentialEnd(golden.nTasks(), clock)).ifPresent(printed::add);

    assertThat(lines.toStandardOutput() ? List.of() : printed).isEqualTo(golden.stderr());
    assertThat(lines.toStandardOutput() ? printed : List.of()).isEqualTo(golden.stdout());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0 49 199 449 799 1249 1799",
    "2, 0 40 161 364 647 1012 1457",
    "3, 0 31 127 287 511 799",
    "5, 0 17 71 161 287 449 647",
    "8, 0 4 17 40 71 112 161 220",
    "9, 0 1 7 17 31 49 71 97 127 161",
    "10, 0 1 4 7 12 17 24 31 40 49 60 71 84 97 112"
  })
  void gaps_grow_with_the_number_of_dispatched_batches(int verbose, String shown) {
    ProgressLines lines = new ProgressLines(verbose, 2, UNKNOWN);
    List<Long> expected = List.of(shown.split(" ")).stream().map(Long::valueOf).toList();
    long last = expected.get(expected.size() - 1);

    assertThat(LongStream.rangeClosed(0, last)
            .filter(batches -> lines.progress(running(1000, batches)).isPresent())
            .boxed())
        .isEqualTo(expected);
  }

  @Test
  void every_completion_is_shown_above_ten() {
    ProgressLines lines = new ProgressLines(11, 2, UNKNOWN);

    assertThat(LongStream.range(0, 500))
        .allMatch(batches -> lines.progress(running(1000, batches)).isPresent());
  }

  @Test
  void nothing_is_shown_at_zero() {
    ProgressLines lines = new ProgressLines(0, 2, UNKNOWN);

    assertThat(lines.backend("ProcessBackend", 2)).isEmpty();
    assertThat(lines.batchSizing("Batch computation too fast")).isEmpty();
    assertThat(lines.progress(new Progress(9, 9, 9, 4, true, 1))).isEmpty();
  }

  @Test
  void the_prefix_names_the_jobs_that_were_asked_for() {
    assertThat(new ProgressLines(1, -1, UNKNOWN).backend("ProcessBackend", 4))
        .contains("[Parallel(n_jobs=-1)]: Using backend ProcessBackend with 4 concurrent workers.");
  }

  @Test
  void an_unknown_length_is_not_shown() {
    assertThat(new ProgressLines(11, 2, UNKNOWN).progress(running(1, 4)))
        .contains("[Parallel(n_jobs=2)]: Done   1 tasks      | elapsed:    0.5s");
  }

  @Test
  void a_known_length_sets_the_width() {
    assertThat(new ProgressLines(11, 2, OptionalLong.of(10_000)).progress(running(1, 4)))
        .contains("[Parallel(n_jobs=2)]: Done     1 out of 10000 | elapsed:    0.5s");
  }

  @Test
  void a_countdown_starts_where_the_input_ends() {
    assertThat(new ProgressLines(10, 2, OptionalLong.of(10))
            .progress(new Progress(3, 10, 10, 0, true, 1.5)))
        .contains("[Parallel(n_jobs=2)]: Done  3 out of 10 | elapsed:    1.5s remaining:    3.5s");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void the_last_completion_but_one_is_never_shown(int verbose) {
    assertThat(
            new ProgressLines(verbose, 2, UNKNOWN).progress(new Progress(9, 10, 10, 0, true, 1.5)))
        .isEmpty();
  }

  @Test
  void a_call_is_not_finished_while_its_producer_goes_on() {
    ProgressLines lines = new ProgressLines(11, 2, UNKNOWN);

    assertThat(lines.progress(new Progress(3, 3, 3, 0, false, 1.5)))
        .contains("[Parallel(n_jobs=2)]: Done   3 tasks      | elapsed:    1.5s");
    assertThat(lines.progress(new Progress(3, 3, 3, 0, true, 1.5)))
        .contains("[Parallel(n_jobs=2)]: Done   3 out of   3 | elapsed:    1.5s finished");
  }

  @Test
  void batch_sizes_are_told_from_ten_on() {
    assertThat(new ProgressLines(9, 2, UNKNOWN).batchSizing("Batch computation too fast"))
        .isEmpty();
    assertThat(new ProgressLines(10, 2, UNKNOWN).batchSizing("Batch computation too fast"))
        .contains("[Parallel(n_jobs=2)]: Batch computation too fast");
  }

  @Test
  void lines_move_to_standard_output_at_fifty() {
    assertThat(new ProgressLines(49, 2, UNKNOWN).toStandardOutput()).isFalse();
    assertThat(new ProgressLines(50, 2, UNKNOWN).toStandardOutput()).isTrue();
  }

  @Test
  void a_negative_verbose_is_refused() {
    assertThatThrownBy(() -> new ProgressLines(-1, 2, UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("verbose must be 0 or more, got: -1");
  }

  @Test
  void more_cannot_be_completed_than_dispatched() {
    assertThatThrownBy(() -> new Progress(4, 3, 3, 0, false, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("completed must be between 0 and the 3 dispatched tasks, got: 4");
  }

  private static Progress running(long completed, long dispatchedBatches) {
    return new Progress(completed, 2000, dispatchedBatches, 4, false, 0.5);
  }
}
