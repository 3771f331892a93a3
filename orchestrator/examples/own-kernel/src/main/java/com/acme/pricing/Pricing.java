package com.acme.pricing;

import dev.fanfare.kernel.Kernel;
import java.util.SplittableRandom;

/** Prices of European options by Monte Carlo, under Black and Scholes' assumptions. */
public final class Pricing {

  private Pricing() {}

  /**
   * The price of a call. Its result depends on its arguments alone, seed included: a task that runs
   * twice returns the same.
   *
   * @param rate continuously compounded, a year
   * @param volatility a year
   * @param years until the option expires
   */
  @Kernel("price")
  public static Quote price(
      double spot,
      double strike,
      double rate,
      double volatility,
      double years,
      long paths,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double drift = (rate - volatility * volatility / 2) * years;
    double diffusion = volatility * Math.sqrt(years);
    double sum = 0;
    double squares = 0;
    for (long i = 0; i < paths; i++) {
      double end = spot * Math.exp(drift + diffusion * random.nextGaussian());
      double payoff = Math.max(0, end - strike);
      sum += payoff;
      squares += payoff * payoff;
    }
    double mean = sum / paths;
    double variance = Math.max(0, squares / paths - mean * mean);
    double discount = Math.exp(-rate * years);
    return new Quote(discount * mean, discount * Math.sqrt(variance / paths), paths);
  }
}
