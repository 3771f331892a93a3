package com.example.{{package}};

/**
 * A European call.
 *
 * @param spot price of the share today
 * @param strike price at which the share may be bought
 * @param rate continuously compounded, a year
 * @param volatility a year
 * @param years until the option expires
 */
public record Option(double spot, double strike, double rate, double volatility, double years) {

  public Option {
    if (!(spot > 0 && strike > 0 && volatility > 0 && years > 0)) {
      throw new IllegalArgumentException(
          "spot, strike, volatility and years must be positive, got: "
              + spot + ", " + strike + ", " + volatility + ", " + years);
    }
  }
}
