package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BatchSize;
import dev.fanfare.LambdaUse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which memory is recommended, and what is said about it. */
class MemoryTrialsTest {

  private static final int TASKS = 100;

  /** A round whose run took that long and so many GB-seconds. */
  private static MemoryRound round(double wallSeconds, double gbSeconds) {
    return new MemoryRound(
        TASKS,
        (long) (wallSeconds * 1e9),
        1000 * gbSeconds,
        new LambdaUse(10, gbSeconds, 10, 10),
        2,
        List.of(400.0, 500.0));
  }

  private static MemoryTrial trial(int memoryMb, MemoryRound... rounds) {
    return new MemoryTrial(memoryMb, Arrays.asList(rounds));
  }

  private static MemoryTrial steady(int memoryMb, double wallSeconds, double gbSeconds) {
    MemoryRound round = round(wallSeconds, gbSeconds);
    return trial(memoryMb, round, round);
  }

  private static MemoryTrials trials(String region, MemoryTrial... trials) {
    return new MemoryTrials(
        List.of(trials), new Cost(PriceList.load(null), region, /* arm= */ true));
  }

  private static MemoryTrials trials(MemoryTrial... trials) {
    return trials("us-east-1", trials);
  }

  private static int recommended(MemoryTrial... trials) {
    return trials(trials).recommended().memoryMb();
  }

  @Test
  void the_cheapest_is_recommended_if_a_faster_one_costs_much_more() {
    MemoryTrials trials = trials(steady(1769, 8, 1000), steady(3538, 4, 1100));

    assertThat(trials.recommended().memoryMb()).isEqualTo(1769);
    assertThat(trials.advice(BatchSize.of(8)))
        .startsWith("use 1769 MB of memory (1 thread per function) and --batch-size 8: 0.13")
        .contains(
            " USD per 1,000 tasks, the cheapest, while 3538 MB takes 50 % less time and costs "
                + "10 % more; uncertainty +-0 % in 2 rounds");
  }

  @Test
  void a_faster_one_that_costs_hardly_more_is_recommended() {
    MemoryTrials trials =
        trials(steady(1769, 8, 1000), steady(3538, 4, 1040), steady(10_240, 2, 1400));

    assertThat(trials.recommended().memoryMb()).isEqualTo(3538);
    assertThat(trials.advice(BatchSize.AUTO))
        .startsWith("use 3538 MB of memory (2 threads per function) and --batch-size auto: ")
        .contains("4 % more than the cheapest (1769 MB) for 50 % less time");
  }

  @Test
  void of_equals_the_one_with_less_memory_is_recommended() {
    assertThat(recommended(steady(1769, 4.05, 1010), steady(3538, 4, 1000))).isEqualTo(1769);
    assertThat(trials(steady(1769, 4.05, 1010), steady(3538, 4, 1000)).advice(BatchSize.AUTO))
        .contains("as good as 3538 MB within the uncertainty, with less memory");
  }

  @Test
  void noise_makes_equals_of_what_differs_by_less() {
    assertThat(recommended(
            trial(1769, round(3.9, 960), round(4.7, 1100)),
            trial(3538, round(4, 950), round(4, 950))))
        .isEqualTo(1769);
    assertThat(recommended(
            trial(1769, round(4.3, 1030), round(4.3, 1030)),
            trial(3538, round(4, 950), round(4, 950))))
        .isEqualTo(3538);
  }

  @Test
  void the_table_has_cost_and_cold_starts_and_is_at_most_80_columns_wide() {
    MemoryTrials trials =
        trials(trial(1769, round(8, 1000), round(8.8, 1100)), trial(10_240, round(2, 1400)));

    assertThat(trials.table().lines()).allMatch(line -> line.length() <= 80);
    assertThat(trials.table()).isEqualTo("""
            memory MB  vCPUs  threads  wall s  billed s  USD/1k tasks  cold starts   spread
            1769         1.0        1    8.40      1050        0.1406   4 x 450 ms    +-5 %
            10240        5.8        6    2.00      1400        0.1872   2 x 450 ms  unknown""");
    assertThat(trials.plot()).contains("USD per 1,000 tasks by memory in MB", "1769", "10240");
    assertThat(trials.advice(BatchSize.AUTO)).contains("uncertainty +-5 % in 2 rounds");
  }

  @Test
  void without_a_price_there_is_no_cost_and_gb_seconds_decide() {
    MemoryTrials trials = trials("mars-north-1", steady(1769, 8, 1000), steady(3538, 4, 1100));

    assertThat(trials.table())
        .doesNotContain("USD")
        .contains("\ncost unknown for mars-north-1: no price for mars-north-1");
    assertThat(trials.recommended().memoryMb()).isEqualTo(1769);
    assertThat(trials.advice(BatchSize.AUTO)).contains(" GB-seconds per 1,000 tasks, the cheapest");
  }

  @Test
  void without_billed_time_the_fastest_is_recommended() {
    MemoryRound slow =
        new MemoryRound(TASKS, 8_000_000_000L, 0, LambdaUse.ofUnreported(10), 2, List.of());
    MemoryRound fast =
        new MemoryRound(TASKS, 4_000_000_000L, 0, LambdaUse.ofUnreported(10), 2, List.of());
    MemoryTrials trials = trials(trial(1769, slow), trial(3538, fast));

    assertThat(trials.recommended().memoryMb()).isEqualTo(3538);
    assertThat(trials.table()).contains("\ncost unknown: no billed time was reported");
    assertThat(trials.plot()).contains("3538");
    assertThat(trials.advice(BatchSize.AUTO))
        .contains("--batch-size auto: the fastest; measured only once");
  }

  @Test
  void nothing_measured_is_refused() {
    assertThatThrownBy(() -> trial(1769)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> trials()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> round(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
