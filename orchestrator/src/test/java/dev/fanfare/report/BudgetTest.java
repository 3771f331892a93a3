package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.MemoUse;
import dev.fanfare.Options;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.ReportLine;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

  private static final Price VIRGINIA = PriceList.load(null).of("us-east-1").orElseThrow();

  /** 1 GB, so that a second is a GB-second. */
  private static final BilledFunction FUNCTION = in("us-east-1", /* reported= */ true);

  private static BilledFunction in(String region, boolean reported) {
    return new BilledFunction("worker", region, false, 1024, Duration.ofSeconds(90), reported);
  }

  private static Budget of(String usd) {
    return new Budget(new BigDecimal(usd), VIRGINIA, FUNCTION);
  }

  /** 90 s and a start of 10 s of 1 GB, a request, 2 objects written, 3 read and a look each 5 s. */
  @Test
  void an_attempt_costs_at_most_its_time_limit_and_its_start() {
    assertThat(of("1").most())
        .isEqualByComparingTo(new BigDecimal("0.00166667")
            .add(new BigDecimal("0.0000002"))
            .add(new BigDecimal("0.00001"))
            .add(new BigDecimal("0.0000004").multiply(BigDecimal.valueOf(3 + 20))));
  }

  @Test
  void as_many_attempts_are_allowed_as_can_run_to_their_end() {
    Budget budget = of("0.005");

    assertThat(budget.attempts()).isEqualTo(2);
    assertThat(budget.allows(LambdaUse.NONE, 2)).isTrue();
    assertThat(budget.allows(LambdaUse.NONE, 3)).isFalse();
  }

  @Test
  void what_is_spent_leaves_less_for_attempts() {
    Budget budget = of("0.005");
    LambdaUse brief = new LambdaUse(1, 1, 1, 1);

    assertThat(budget.spent(brief)).isLessThan(new BigDecimal("0.00003"));
    assertThat(budget.allows(brief, 2)).isTrue();
    assertThat(budget.allows(LambdaUse.ofUnreported(1), 2)).isFalse();
    assertThat(budget.allows(LambdaUse.ofUnreported(1).plus(brief), 1)).isTrue();
  }

  @Test
  void a_budget_below_one_invocation_is_refused_with_what_would_be_enough() {
    assertThatThrownBy(() -> of("0.0016"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxCostUsd (--max-cost) must be at least 0.001687 USD, the cost of one"
            + " invocation of worker that runs to its time limit of 90 s, got: 0.0016");
    assertThat(of("0.001687").attempts()).isEqualTo(1);
    assertThat(of("1e30").attempts()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void what_cannot_be_held_to_a_budget_is_refused() {
    assertThatThrownBy(() -> Budget.of(BigDecimal.ONE, "threads", Optional.empty()))
        .hasMessage(
            "maxCostUsd (--max-cost) requires --backend lambda: nothing is billed on threads");
    assertThatThrownBy(
            () -> Budget.of(BigDecimal.ONE, "lambda", Optional.of(in("us-east-1", false))))
        .hasMessageContaining("does not go with --queued");
    assertThatThrownBy(
            () -> Budget.of(BigDecimal.ONE, "lambda", Optional.of(in("eu-central-2", true))))
        .hasMessageContaining("no price for eu-central-2 in the list of");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "0.00", "1e13", "1e-13", "1e999999999", "1e2147483647", "-1e-999999999"
      })
  void an_amount_that_is_none_is_refused(String usd) {
    assertThatThrownBy(() -> Options.builder().maxCostUsd(new BigDecimal(usd)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("maxCostUsd must be a positive amount in USD")
        .hasMessageEndingWith("got: " + new BigDecimal(usd));
  }

  @Test
  void what_was_spent_is_told_in_full_cents_of_a_cent_and_never_as_less() {
    assertThat(of("0.01").text(new LambdaUse(1, 100, 1, 1))).isEqualTo("0.0017 of 0.0100 USD");
    assertThat(of("2.50").text(LambdaUse.NONE)).isEqualTo("0.0000 of 2.5000 USD");
  }

  private static ElapsedReport report(int underWay, Charge... charges) {
    Tally tally = new Tally(Stopwatch.start());
    for (Charge charge : charges) {
      tally.add(charge);
    }
    return tally.report(
        "r1",
        "lambda",
        1,
        false,
        0,
        underWay,
        Optional.of(in("us-east-1", true)),
        MemoUse.NONE,
        nanos -> Map.of());
  }

  @Test
  void lost_attempts_are_charged_as_reported_or_counted_as_unreported() {
    ReportLine line = ReportLine.of("1", 1_000, 0, 1024, 80);

    LambdaUse use = report(2, Charge.of(line), Charge.UNKNOWN, Charge.NONE).lambdaUse();

    assertThat(use)
        .isEqualTo(new LambdaUse(1, 1, 0, 2, 1 + 2)
            .in("us-east-1", in("us-east-1", true).arm()));
    assertThat(new Cost(PriceList.load(null), "us-east-1", false).of(use))
        .endsWith("without the free tier and without 3 attempts that Lambda did not report");
  }

  @Test
  void a_report_without_memory_is_not_free() {
    ReportLine line = ReportLine.find(
            "REPORT RequestId: 1\tDuration: 4.5 ms\tBilled Duration: 5 ms")
        .orElseThrow();

    assertThat(report(0, Charge.of(line)).lambdaUse())
        .isEqualTo(
            LambdaUse.ofUnreported(1).in("us-east-1", in("us-east-1", true).arm()));
  }

  @Test
  void records_of_older_versions_have_nothing_unreported() {
    assertThat(Codec.readValue(
            "{\"requests\":3,\"gbSeconds\":1.5,\"puts\":3,\"gets\":3}"
                .getBytes(StandardCharsets.UTF_8),
            LambdaUse.class))
        .isEqualTo(new LambdaUse(3, 1.5, 3, 3, 0));
  }
}
