package com.example.{{package}};

import dev.fanfare.kernel.Kernel;
import java.util.SplittableRandom;

/** Prices of options by Monte Carlo, under the assumptions of Black and Scholes. */
public final class Pricing {

  private Pricing() {}

  /**
   * The price of a call. It depends only on the arguments, including the seed: a task that runs twice
   * returns the same.
   */
  @Kernel("price")
  public static Quote price(Option option, long paths, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double variance = option.volatility() * option.volatility();
    double drift = (option.rate() - variance / 2) * option.years();
    double diffusion = option.volatility() * Math.sqrt(option.years());
    double sum = 0;
    double squares = 0;
    for (long i = 0; i < paths; i++) {
      double end = option.spot() * Math.exp(drift + diffusion * random.nextGaussian());
      double payoff = Math.max(0, end - option.strike());
      sum += payoff;
      squares += payoff * payoff;
    }
    double mean = sum / paths;
    double discount = Math.exp(-option.rate() * option.years());
    double spread = Math.max(0, squares / paths - mean * mean);
    return new Quote(discount * mean, discount * Math.sqrt(spread / paths));
  }

  /** The price of a call at 100 that expires in a year. Numbers can be listed with {@code --arg}; an Option cannot. */
  @Kernel("price_at")
  public static double priceAt(double spot, double volatility) {
    return price(new Option(spot, 100, 0.05, volatility, 1), 1_000_000, 1).value();
  }
}
