package dev.fanfare.report;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LabeledText;
import dev.fanfare.LambdaUse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What a run costs on Lambda, as text: the invocations that Lambda reported, lost ones too, and an object that is written and read
 * for each. Not included: invocations without a report, which are counted, inputs too large for an invocation, the record of the
 * run, and storage.
 *
 * @param prices the prices to go by
 * @param region where the function is
 * @param arm whether it runs on arm64
 */
public record Cost(PriceList prices, String region, boolean arm) {

  /** The region assumed for a run that was not on Lambda. */
  public static final String DEFAULT_REGION = "us-east-1";

  private static final int SIGNIFICANT_DIGITS = 4;
  private static final int LEAST_DECIMALS = 2;

  /** The prices that a use goes by. What was not on Lambda would have been on arm64 in {@value #DEFAULT_REGION}. */
  private static Cost on(LambdaUse use, PriceList prices) {
    return use.billed()
        ? new Cost(prices, use.region(), use.arm())
        : new Cost(prices, DEFAULT_REGION, /* arm= */ true);
  }

  /** The cost of a run: what it is billed for, or what it would have cost on Lambda. */
  public static LabeledText of(ElapsedReport report, PriceList prices) {
    LambdaUse use = report.lambdaUse();
    Cost cost = on(use, prices);
    return use.billed()
        ? new LabeledText("cost", cost.of(use))
        : new LabeledText("on Lambda", cost.ifOnLambda(use));
  }

  /**
   * What a run is billed for, or would have cost on Lambda, in USD. Empty if there is no price for its
   * region, or if Lambda did not report what it bills.
   */
  public static Optional<BigDecimal> usd(ElapsedReport report, PriceList prices) {
    LambdaUse use = report.lambdaUse();
    Cost cost = on(use, prices);
    return prices
        .of(cost.region())
        .filter(price -> use.requests() > 0 || use.unreported() == 0)
        .map(price -> price.usd(use, cost.arm()));
  }

  /** The cost of a run on Lambda. */
  String of(LambdaUse use) {
    if (use.requests() == 0) {
      return "unknown: Lambda reported no billed time (it never does for queued invocations)";
    }
    return prices
        .of(region)
        .map(price -> usd(price, use) + " USD (" + place() + "): Lambda "
            + amount(price.lambdaUsd(use, arm)) + ", S3 " + amount(price.s3Usd(use))
            + ", without the free tier" + unreported(use))
        .orElse(unknown());
  }

  /** The cost until now, without explanations. */
  public String soFar(LambdaUse use) {
    return prices.of(region).map(price -> usd(price, use) + " USD").orElse("cost unknown");
  }

  private static String unreported(LambdaUse use) {
    return use.unreported() == 0
        ? ""
        : " and without " + use.unreported() + (use.unreported() == 1 ? " attempt" : " attempts")
            + " that Lambda did not report";
  }

  /** What a run on another backend would have cost. */
  String ifOnLambda(LambdaUse use) {
    return prices
        .of(region)
        .map(price -> "about " + usd(price, use) + " USD (" + place() + "), without the free tier")
        .orElse(unknown());
  }

  /** What stands in place of a cost if there is no price for the region. */
  public String unknown() {
    return region.equals(LambdaUse.UNKNOWN_REGION)
        ? "unknown: the function's region and architecture were not recorded"
        : "unknown: " + prices.missing(region);
  }

  private String usd(Price price, LambdaUse use) {
    return amount(price.usd(use, arm));
  }

  /** What a second of a function with one vCPU costs. */
  public String ofSecond(Price price) {
    return amount(price.perGbSecond(arm).multiply(BigDecimal.valueOf(Tally.MB_PER_VCPU / 1024)));
  }

  /** What the prices are for. */
  public String place() {
    return region + ", " + (arm ? "arm64" : "x86_64") + ", prices of " + prices.date();
  }

  /** Four significant digits, and cents at least. */
  public static String amount(BigDecimal usd) {
    int decimals = SIGNIFICANT_DIGITS - 1 - (usd.precision() - usd.scale() - 1);
    return usd.signum() == 0
        ? "0.00"
        : usd.setScale(Math.max(LEAST_DECIMALS, decimals), RoundingMode.HALF_UP).toPlainString();
  }
}
