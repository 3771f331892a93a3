package dev.fanfare.page;

import static dev.fanfare.page.AttemptFixture.attempt;
import static dev.fanfare.page.AttemptFixture.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.report.Attempt;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PictureTest {

  @Test
  void concurrency_adds_up_to_the_time_of_the_tasks() {
    SyntheticRun run = new SyntheticRun(5_000, 20, 12, "");

    Concurrency.Curves curves = new Picture(run).concurrency();

    double seconds = 0;
    for (float running : curves.running()) {
      seconds += running * curves.partMicros() / 1e6;
    }
    assertThat(seconds).isCloseTo(run.report().workerWallNanos() / 1e9, Offset.offset(0.5));
  }

  @Test
  void each_thread_of_a_worker_runs_starts_or_waits() {
    Attempt first = attempt("a", 1, 0, 0, 40, 40);
    Attempt second = attempt("a", 2, 60, 0, 40, 40);

    Concurrency.Curves curves = new Picture(List.of(first, second)).concurrency();

    assertThat(curves.partMicros()).isEqualTo(1);
    assertThat(curves.running()[39]).isEqualTo(1);
    assertThat(curves.idle()[39]).isZero();
    assertThat(curves.running()[50]).isZero();
    assertThat(curves.idle()[50]).isEqualTo(1);
    assertThat(curves.running()[99]).isEqualTo(1);
    assertThat(curves.idle()[100]).isZero();
  }

  @Test
  void throttled_batches_are_counted_until_they_are_sent() {
    Concurrency.Curves curves = new Picture(
            List.of(lost("a", 1, 1, 0, 30, 50, "gone"), lost("b", 2, 1, 0, 10, 50, "gone")))
        .concurrency();

    assertThat(curves.throttled()[5]).isEqualTo(2);
    assertThat(curves.throttled()[20]).isEqualTo(1);
    assertThat(curves.throttled()[40]).isZero();
  }

  @Test
  void sessions_follow_one_another_without_the_pause_between_them() {
    long day = 86_400_000_000L;
    Picture picture = new Picture(List.of(
        attempt("a", 1, 0, 0, 40, 40),
        attempt("b", RunFolder.SESSION_BATCHES + 1, day, 0, 60, 60)));

    assertThat(picture.micros()).isEqualTo(100);
    assertThat(picture.seams()).containsExactly(40L);
    assertThat(picture.sample())
        .extracting(SeenTask::startMicros)
        .containsExactlyInAnyOrder(0L, 40L);
  }

  @Test
  void each_task_is_in_one_cell_of_the_heat_map() {
    for (long tasks : new long[] {1, 12, 999, 5_000}) {
      HeatMap.Cells cells = new Picture(new SyntheticRun(tasks, 20, 12, "")).durations();

      assertThat(Arrays.stream(cells.counts()).sum()).isEqualTo(tasks);
    }
  }

  @Test
  void neighboring_workers_share_a_row_if_there_are_many() {
    EnvironmentMap.Cells cells = new Picture(new SyntheticRun(5_000, 5, 1_000, "")).environments();

    assertThat(cells.workers()).hasSize(160);
    assertThat(Arrays.stream(cells.workers()).sum()).isEqualTo(1_000);
    assertThat(Arrays.stream(cells.starts()).sum()).isEqualTo(1_000);
  }

  @Test
  void a_cold_start_can_be_seen() {
    EnvironmentMap.Cells cells = new Picture(new SyntheticRun(200, 5, 4, "")).environments();

    assertThat(cells.levels()[1] & EnvironmentMap.STARTING).isNotZero();
    assertThat(cells.levels()[cells.columns() / 2] & EnvironmentMap.STARTING).isZero();
  }

  @Test
  void the_slowest_tasks_are_those_that_sorting_finds() {
    SyntheticRun run = new SyntheticRun(5_000, 20, 12, "");
    List<Long> nanos = new ArrayList<>();
    run.forEach(attempt -> LongStream.of(attempt.tasks().wallNanos()).forEach(nanos::add));
    nanos.sort(Comparator.reverseOrder());

    assertThat(new Picture(run).slowest())
        .extracting(SeenTask::wallNanos)
        .containsExactlyElementsOf(nanos.subList(0, FirstTasks.SLOWEST));
  }

  @Test
  void the_sample_does_not_depend_on_the_order_of_the_attempts() {
    List<Attempt> attempts = new ArrayList<>();
    new SyntheticRun(5_000, 20, 12, "").forEach(attempts::add);
    List<SeenTask> sample = new Picture(attempts).sample();
    attempts.sort(Comparator.comparingLong(Attempt::batch).reversed());

    assertThat(new Picture(attempts).sample()).isEqualTo(sample).hasSize(FirstTasks.SAMPLE);
  }

  @Test
  void losses_are_told_with_their_time_and_the_tries_after_them() {
    Losses.Summary losses = new Picture(List.of(
            lost("a", 1, 1, 0, 0, 70, "killed by signal 9"),
            lost("b", 1, 2, 80, 0, 30, "killed by signal 11"),
            attempt("c", 2, 0, 0, 40, 40)))
        .losses();

    assertThat(losses.attempts()).isEqualTo(3);
    assertThat(losses.repeated()).isEqualTo(1);
    assertThat(losses.billedMillis()).isEqualTo(5);
    assertThat(losses.reasons().groups())
        .containsExactly(new Reasons.Group("killed by signal 9", 2, 100_000, 1));
  }

  @Test
  void its_size_does_not_depend_on_the_number_of_tasks() {
    int small = json(new SyntheticRun(40_000, 100, 400, ""));
    int large = json(new SyntheticRun(1_000_000, 100, 400, ""));

    assertThat(large).isLessThan(small * 3 / 2);
  }

  private static int json(SyntheticRun run) {
    Picture picture = new Picture(run);
    return Codec.toJson(List.of(
            picture.concurrency(),
            picture.durations(),
            picture.environments(),
            picture.failures(),
            picture.losses(),
            picture.slowest(),
            picture.sample()))
        .length();
  }
}
