package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.MemoUse;
import dev.fanfare.wire.ReportLine;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CostTest {

  private static final PriceList PRICES = PriceList.load(null);
  private static final Price VIRGINIA = PRICES.of("us-east-1").orElseThrow();

  private static final BilledFunction FUNCTION = new BilledFunction(
      "worker", "us-east-1", /* arm= */ false, 1024, Duration.ofSeconds(90), /* reported= */ true);

  @TempDir
  Path folder;

  private static LambdaUse used(String... reports) {
    Tally tally = new Tally(Stopwatch.start());
    for (String report : reports) {
      tally.add(Charge.of(ReportLine.find(report).orElseThrow()));
    }
    ElapsedReport report = tally.report(
        "r1", "lambda", 1, false, 0, 0, Optional.of(FUNCTION), MemoUse.NONE, nanos -> Map.of());
    return report.lambdaUse();
  }

  private static String line(int billedMillis, int memoryMb) {
    return "REPORT RequestId: 1\tDuration: 1.00 ms\tBilled Duration: " + billedMillis
        + " ms\tMemory Size: " + memoryMb + " MB\tMax Memory Used: 80 MB\t";
  }

  /**
   * AWS Lambda Pricing: billed seconds x memory in GB x price of a GB-second + requests x price of a
   * request. 662 ms and 5 ms of 512 MB are 0.3335 GB-seconds, 1,000 ms of 10,240 MB are 10.
   */
  @Test
  void a_run_costs_what_the_published_formula_says() {
    LambdaUse use = used(line(662, 512), line(5, 512), line(1_000, 10_240));

    assertThat(use.requests()).isEqualTo(3);
    assertThat(use.gbSeconds()).isEqualTo(10.3335);
    assertThat(VIRGINIA.lambdaUsd(new LambdaUse(3, 0.25, 0, 0), false))
        .isEqualByComparingTo(new BigDecimal("0.000004766675"));
    assertThat(new Cost(PRICES, "us-east-1", false).of(use))
        .startsWith("0.0001740 USD (us-east-1, x86_64, prices of 2026-11): Lambda"
            + " 0.0001728, S3 0.000001200,");
  }

  private static String json(int billedMillis, int memoryMb, String more) {
    return "{\"type\":\"platform.report\",\"record\":{\"requestId\":\"1\",\"metrics\":{" + more
        + "\"memorySizeMB\":" + memoryMb + ",\"billedDurationMs\":" + billedMillis
        + ",\"durationMs\":9.5E-4}}}";
  }

  /**
   * The published formula in decimal arithmetic, over what a run of many invocations records in both
   * forms, with starts and restores: the cost is equal to the last digit shown.
   */
  @Test
  void a_recorded_set_of_reports_costs_what_the_formula_gives_to_the_last_digit_shown() {
    List<String> lines = new ArrayList<>();
    BigDecimal mbMillis = BigDecimal.ZERO;
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      int billed = random.nextInt(1, 900_000);
      int memory = List.of(128, 512, 1769, 3538, 10_240).get(random.nextInt(5));
      int restored = i % 3 == 0 ? 177 : 0;
      lines.add(
          i % 2 == 0
              ? line(billed, memory)
                  + (restored > 0
                      ? "Restore Duration: 540.79 ms\tBilled Restore Duration: 177 ms"
                      : "")
              : json(
                  billed,
                  memory,
                  restored > 0
                      ? "\"billedRestoreDurationMs\":177,\"restoreDurationMs\":540.79,"
                      : ""));
      mbMillis =
          mbMillis.add(BigDecimal.valueOf(billed + restored).multiply(BigDecimal.valueOf(memory)));
    }
    BigDecimal expected = mbMillis
        .divide(BigDecimal.valueOf(1_024_000))
        .multiply(new BigDecimal("0.0000166667"))
        .add(new BigDecimal("0.0000002").multiply(BigDecimal.valueOf(10_000)));

    assertThat(new Cost(PRICES, "us-east-1", false).of(used(lines.toArray(String[]::new))))
        .contains(": Lambda " + Cost.amount(expected) + ", ");
  }

  @Test
  void arm_costs_a_fifth_less() {
    LambdaUse use = new LambdaUse(0, 1_000_000, 0, 0);

    assertThat(VIRGINIA.lambdaUsd(use, true)).isEqualByComparingTo("13.3334");
    assertThat(VIRGINIA.lambdaUsd(use, false)).isEqualByComparingTo("16.6667");
  }

  @Test
  void each_batch_is_an_object_that_is_written_and_read() {
    assertThat(VIRGINIA.s3Usd(new LambdaUse(0, 0, 1_000, 1_000))).isEqualByComparingTo("0.0054");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "0.00000123456, 0.000001235",
    "0.0123456, 0.01235",
    "0.5, 0.5000",
    "1.23456, 1.235",
    "12.3456, 12.35",
    "1234.567, 1234.57"
  })
  void amounts_have_four_digits_that_count_and_cents_at_least(String usd, String text) {
    assertThat(Cost.amount(new BigDecimal(usd))).isEqualTo(text);
  }

  @Test
  void a_region_without_prices_is_unknown_and_never_guessed() {
    Cost cost = new Cost(PRICES, "eu-central-2", true);

    assertThat(cost.of(new LambdaUse(1, 1, 1, 1)))
        .isEqualTo("unknown: no price for eu-central-2 in the list of 2026-11;"
            + " FANFARE_PRICES can name another list");
    assertThat(cost.ifOnLambda(LambdaUse.NONE)).startsWith("unknown: no price for eu-central-2");
  }

  @Test
  void the_cost_of_queued_invocations_is_unknown() {
    assertThat(new Cost(PRICES, "us-east-1", true).of(LambdaUse.NONE))
        .isEqualTo(
            "unknown: Lambda reported no billed time (it never does for queued invocations)");
  }

  @Test
  void a_users_own_list_counts() throws IOException {
    Path file = folder.resolve("prices.json");
    Files.writeString(file, """
        {"source": "mine", "date": "2027-01", "regions": [{"region": "moon-1",
          "x86UsdPerGbSecond": 2, "armUsdPerGbSecond": 1, "usdPerRequest": 0, "usdPerPut": 0,
          "usdPerGet": 0}]}
        """);

    assertThat(new Cost(PriceList.load(file.toString()), "moon-1", true)
            .ifOnLambda(new LambdaUse(1, 3, 0, 0)))
        .isEqualTo("about 3.000 USD (moon-1, arm64, prices of 2027-01), without the free tier");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"source\":\"\",\"date\":\"\",\"regions\":[null]}",
        "{\"source\":\"\",\"date\":\"\",\"regions\":[{\"usdPerGet\":0}]}",
        "{\"regions\":[]}",
        "{\"source\":\"\",\"date\":\"\",\"regions\":[{\"region\":\"moon-1\"}]}",
        "{\"source\":\"\",\"date\":\"\",\"regions\":[{\"region\":\"moon-1\",\"x86UsdPerGbSecond\":-1}]}"
      })
  void what_is_no_list_of_prices_is_refused_by_its_name(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("prices.json"), content);

    assertThatThrownBy(() -> PriceList.load(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("FANFARE_PRICES must name a list of prices")
        .hasMessageContaining(file.toString());
  }

  @Test
  void a_file_that_does_not_exist_is_refused_too() {
    assertThatThrownBy(() -> PriceList.load("nowhere.json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("got: nowhere.json (no such file)");
  }

  @Test
  void every_region_of_the_list_has_one_price() {
    List<String> regions = PRICES.regions().stream().map(Price::region).toList();

    assertThat(regions).doesNotHaveDuplicates().contains("us-east-1");
  }
}
