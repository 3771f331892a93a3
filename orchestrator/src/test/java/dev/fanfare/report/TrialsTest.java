package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fanfare.BatchSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which setting is recommended, and what is said about it. */
class TrialsTest {

  private static final BatchSize AUTO = BatchSize.AUTO;

  /** A trial whose rounds had these throughputs. */
  private static Trial trial(int workers, BatchSize batchSize, double... tasksPerSecond) {
    List<Measurement> measurements = Arrays.stream(tasksPerSecond)
        .mapToObj(rate -> new Measurement(1000, (long) (1000e9 / rate), 2_000_000_000L))
        .toList();
    return new Trial(workers, batchSize, measurements);
  }

  private static Trial recommended(Trial... trials) {
    return new Trials(List.of(trials)).recommended();
  }

  @Test
  void the_fastest_is_recommended_if_it_is_clearly_so() {
    assertThat(recommended(
                trial(1, AUTO, 100, 101, 99),
                trial(2, AUTO, 190, 189, 191),
                trial(3, AUTO, 240, 242, 241),
                trial(4, AUTO, 170, 171, 170))
            .workers())
        .isEqualTo(3);
  }

  @Test
  void of_equals_the_one_with_fewest_workers_is_recommended() {
    assertThat(recommended(
                trial(1, AUTO, 100, 100, 100),
                trial(2, AUTO, 198, 198, 198),
                trial(3, AUTO, 200, 200, 200),
                trial(4, AUTO, 199, 199, 199))
            .workers())
        .isEqualTo(2);
  }

  @Test
  void noise_makes_equals_of_what_is_close_but_after_five_rounds_never_of_what_differs_by_more() {
    assertThat(recommended(trial(2, AUTO, 178, 193, 208), trial(3, AUTO, 200, 200, 200))
            .workers())
        .isEqualTo(2);
    assertThat(recommended(
                trial(2, AUTO, 100, 180, 180, 180, 260), trial(3, AUTO, 200, 200, 200, 200, 200))
            .workers())
        .isEqualTo(3);
  }

  @Test
  void in_a_few_noisy_rounds_nothing_wins_by_less_than_the_spread() {
    assertThat(recommended(trial(2, AUTO, 170, 170, 170), trial(3, AUTO, 160, 190, 240))
            .workers())
        .isEqualTo(2);
    assertThat(recommended(trial(2, AUTO, 170, 170, 170), trial(3, AUTO, 188, 190, 192))
            .workers())
        .isEqualTo(3);
  }

  @Test
  void a_trial_has_not_lost_because_others_had_one_lucky_round_each() {
    Trial steady = trial(1, AUTO, 210, 210);
    Trials trials = new Trials(List.of(steady, trial(2, AUTO, 300, 200), trial(3, AUTO, 200, 300)));

    assertThat(trials.hasLost(steady)).isFalse();
  }

  @Test
  void automatic_batches_are_recommended_unless_others_are_better() {
    assertThat(recommended(
                trial(2, BatchSize.of(1), 100, 100),
                trial(2, AUTO, 199, 199),
                trial(2, BatchSize.of(50), 200, 200))
            .batchSize())
        .isEqualTo(AUTO);
    assertThat(recommended(
                trial(2, AUTO, 150, 150),
                trial(2, BatchSize.of(500), 201, 201),
                trial(2, BatchSize.of(50), 200, 200))
            .batchSize())
        .isEqualTo(BatchSize.of(50));
  }

  @Test
  void a_round_in_which_the_machine_is_busy_changes_nothing() {
    Trials trials =
        new Trials(List.of(trial(1, AUTO, 100, 30, 100, 55), trial(2, AUTO, 190, 57, 190, 104.5)));

    assertThat(trials.recommended().workers()).isEqualTo(2);
    assertThat(trials.spread(trials.recommended())).isCloseTo(0, within(1e-6));
  }

  @Test
  void a_measurement_that_was_disturbed_changes_nothing() {
    assertThat(recommended(
                trial(1, AUTO, 100, 100, 100, 100, 100),
                trial(2, AUTO, 190, 40, 190, 190, 190),
                trial(4, AUTO, 150, 150, 150, 150, 150))
            .workers())
        .isEqualTo(2);
  }

  @Test
  void with_30_percent_of_noise_the_choice_is_within_5_percent_of_the_best_in_most_cases() {
    double[] truth = {100, 195, 190, 160};
    int good = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Trial> trials = new ArrayList<>();
      double[] busy = random.doubles(9, 0.5, 1).toArray();
      for (int i = 0; i < truth.length; i++) {
        double rate = truth[i];
        trials.add(trial(
            i + 1,
            AUTO,
            Arrays.stream(busy)
                .map(share -> rate * share * (1 - 0.3 * random.nextDouble()))
                .toArray()));
      }
      good += truth[new Trials(trials).recommended().workers() - 1] >= 185 ? 1 : 0;
    }

    assertThat(good).isGreaterThanOrEqualTo(190);
  }

  @Test
  void a_trial_that_never_comes_close_has_lost_but_not_after_one_round() {
    Trial fast = trial(2, AUTO, 200, 200);
    Trial slow = trial(1, AUTO, 100, 100);
    Trial disturbed = trial(3, AUTO, 60, 195);
    Trials trials = new Trials(List.of(fast, slow, disturbed));

    assertThat(trials.hasLost(slow)).isTrue();
    assertThat(trials.hasLost(fast)).isFalse();
    assertThat(trials.hasLost(disturbed)).isFalse();
    Trial once = trial(1, AUTO, 100);
    assertThat(new Trials(List.of(trial(2, AUTO, 200), once)).hasLost(once)).isFalse();
  }

  @Test
  void the_table_is_aligned() {
    Trials trials = new Trials(List.of(
        trial(1, AUTO, 100, 100, 100), trial(2, AUTO, 180, 190, 200), trial(16, AUTO, 1500)));

    assertThat(trials.table()).isEqualTo("""
            workers  batch size  wall s  tasks/s  CPU s  efficiency   spread  rounds
            1              auto    10.0      100   2.00       100 %    +-3 %       3
            2              auto    5.26      190   2.00        95 %    +-2 %       3
            16             auto   0.644     1554   2.00        97 %  unknown       1""");
  }

  @Test
  void the_advice_gives_setting_reason_and_uncertainty() {
    Trials workers = new Trials(
        List.of(trial(1, AUTO, 100, 100), trial(2, AUTO, 190, 190), trial(3, AUTO, 189, 189)));
    Trials batches =
        new Trials(List.of(trial(2, AUTO, 190, 190), trial(2, BatchSize.of(50), 250, 250)));

    assertThat(workers.advice("threads", batches))
        .isEqualTo("use --backend threads --n-jobs 2 --batch-size 50: 250 tasks/s, with 1.90 times "
            + "the throughput of one worker, and more workers are not faster; "
            + "uncertainty +-0 % in 2 rounds");
  }

  @Test
  void the_advice_says_if_the_uncertainty_is_large_or_unknown() {
    Trials noisy = new Trials(List.of(trial(1, AUTO, 100, 200), trial(2, AUTO, 200, 100)));
    Trials once = new Trials(List.of(trial(1, AUTO, 100)));

    assertThat(noisy.advice("threads", noisy)).contains("settings that close may be as good");
    assertThat(once.advice("threads", once)).contains("the uncertainty is unknown");
  }

  @Test
  void the_plot_shows_each_trial_where_it_belongs() {
    Plot plot = new Plot(
        "wall s",
        "CPU s",
        List.of(
            new Plot.Point(8, 1, "1"),
            new Plot.Point(4, 4, "2"),
            new Plot.Point(4, 4, "16"),
            new Plot.Point(0, 0, "4")));

    assertThat(plot.text()).isEqualTo("""
            CPU s
                4.00 |                        2 16
                     |
                     |
                     |
                     |
                     |                                               1
                     |
                     |4
                   0 +------------------------------------------------
                     0                                            8.00 wall s""");
  }

  @Test
  void nothing_measured_is_refused() {
    assertThatThrownBy(() -> new Trial(1, AUTO, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Measurement(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
