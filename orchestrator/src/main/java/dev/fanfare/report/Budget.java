package dev.fanfare.report;

import dev.fanfare.LambdaUse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * How much a run may cost. A further attempt is allowed if everything that was spent, and the most that
 * all attempts under way can still cost, stay within it, so a run never costs more. An attempt that
 * Lambda did not report counts as the most that it can have cost. Immutable.
 *
 * <p>It covers invocations and their requests to S3. Not included: the record of the run, uploads that
 * are repeated because Lambda throttled, invocations that Lambda itself repeats, storage, logs, and
 * temporary storage above 512 MB. Lambda's free tier and volume discounts do not count.
 *
 * @param maxUsd what the run may cost, in USD
 * @param price prices of the function's region
 * @param function the function that is invoked
 */
public record Budget(BigDecimal maxUsd, Price price, BilledFunction function) {

  /** Names of the option. */
  private static final String NAME = "maxCostUsd (--max-cost)";

  /** The result, and an input that is too large for an invocation. */
  private static final int PUTS = 2;

  /** The outcome of an attempt before, that input, and the result. */
  private static final int GETS = 3;

  /** A function looks this often whether its run is stopped. */
  private static final double SECONDS_BETWEEN_LOOKS = 5;

  /** Decimals of amounts, at least. */
  private static final int DECIMALS = 4;

  public Budget {
    BigDecimal most = price(price, function, function.most(1));
    if (maxUsd.compareTo(most) < 0) {
      throw new IllegalArgumentException(NAME + " must be at least " + atLeast(most)
          + " USD, the cost of one invocation of " + function.name()
          + " that runs to its time limit of " + function.timeout().toSeconds() + " s, got: "
          + maxUsd);
    }
  }

  /**
   * The budget of a run.
   *
   * @param backend name of the backend that the run is to use
   * @param function the function that it invokes; empty if it invokes none
   * @throws IllegalArgumentException if such a run cannot be held to a budget, or not to one that small
   */
  public static Budget of(BigDecimal maxUsd, String backend, Optional<BilledFunction> function) {
    BilledFunction billed = function.orElseThrow(() -> new IllegalArgumentException(
        NAME + " requires --backend lambda: nothing is billed on " + backend));
    if (!billed.reported()) {
      throw new IllegalArgumentException(NAME + " does not go with --queued:"
          + " Lambda reports no billed time of queued invocations");
    }
    PriceList prices = PriceList.load();
    Price price = prices
        .of(billed.region())
        .orElseThrow(() -> new IllegalArgumentException(
            NAME + " requires prices: " + prices.missing(billed.region())));
    return new Budget(maxUsd, price, billed);
  }

  /** Whether so many attempts may be under way after that was used. */
  public boolean allows(LambdaUse used, int underWay) {
    return spent(used.plus(LambdaUse.ofUnreported(underWay))).compareTo(maxUsd) <= 0;
  }

  /** What that costs at most. */
  public BigDecimal spent(LambdaUse used) {
    return price(price, function, used).add(most().multiply(BigDecimal.valueOf(used.unreported())));
  }

  /** The most that an attempt can cost. */
  public BigDecimal most() {
    return price(price, function, function.most(1));
  }

  /** How many attempts may be under way before anything was spent. */
  public long attempts() {
    BigDecimal attempts = maxUsd.divideToIntegralValue(most());
    return attempts.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
  }

  private static BigDecimal price(Price price, BilledFunction function, LambdaUse used) {
    long attempts = Math.max(used.requests(), used.gets());
    double looks = used.gbSeconds() / function.memoryGb() / SECONDS_BETWEEN_LOOKS;
    LambdaUse requests =
        new LambdaUse(0, 0, PUTS * attempts, GETS * attempts + (long) Math.ceil(looks));
    return price.lambdaUsd(used, function.arm()).add(price.s3Usd(requests));
  }

  private static String atLeast(BigDecimal usd) {
    int scale = Math.max(DECIMALS, DECIMALS + usd.scale() - usd.precision());
    return usd.setScale(scale, RoundingMode.CEILING).toPlainString();
  }

  /** What was spent of it, as text. */
  public String text(LambdaUse used) {
    BigDecimal spent = spent(used);
    int scale = Math.max(DECIMALS, maxUsd.scale());
    return spent.setScale(scale, RoundingMode.CEILING).toPlainString() + " of "
        + maxUsd.setScale(scale, RoundingMode.UNNECESSARY).toPlainString() + " USD";
  }
}
