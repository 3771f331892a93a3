package dev.fanfare.report;

/**
 * Lambda's price, from the first tier of the price list of us-east-1, without the free tier (AWS
 * Lambda Pricing, as of 2026-11). Immutable.
 *
 * @param memoryMb memory of the function, in MB
 * @param arm whether it runs on arm64, which costs a fifth less
 */
public record LambdaPrice(int memoryMb, boolean arm) {

  private static final double X86_USD_PER_GB_SECOND = 0.0000166667;
  private static final double ARM_USD_PER_GB_SECOND = 0.0000133334;
  private static final double USD_PER_REQUEST = 0.20 / 1_000_000;

  public LambdaPrice {
    if (memoryMb < 1) {
      throw new IllegalArgumentException("memoryMb must be at least 1, got: " + memoryMb);
    }
  }

  /** The price of a second of an invocation, in USD. */
  public double perSecondUsd() {
    return (arm ? ARM_USD_PER_GB_SECOND : X86_USD_PER_GB_SECOND) * memoryMb / 1024;
  }

  /**
   * The price of that many invocations, in USD.
   *
   * @param billedMillis total billed time of all invocations
   */
  public double costUsd(long invocations, double billedMillis) {
    return invocations * USD_PER_REQUEST + billedMillis / 1e3 * perSecondUsd();
  }
}
