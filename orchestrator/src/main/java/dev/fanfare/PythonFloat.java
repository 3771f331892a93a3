package dev.fanfare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * A finite double in the format of Python's {@code repr}: the shortest digits that parse to the
 * same number. Stateless.
 *
 * <p>{@code Double.toString} has another exponent format, and before JDK 19 its digits are not
 * always the shortest.
 */
public final class PythonFloat {

  /** Seventeen significant digits distinguish all doubles. */
  private static final int MOST_DIGITS = 17;

  private PythonFloat() {}

  /**
   * {@code "0.001"}, {@code "10000000.0"}; below 1e-4 and from 1e16 on {@code "1e-05"},
   * {@code "1.5e+16"}.
   */
  public static String repr(double number) {
    if (number == 0) {
      return "0.0";
    }
    BigDecimal digits = shortest(number).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent < -4 || exponent >= 16) {
      BigDecimal mantissa = digits.scaleByPowerOfTen(-exponent);
      return String.format(Locale.ROOT, "%se%+03d", mantissa.toPlainString(), exponent);
    }
    return digits.setScale(Math.max(1, digits.scale())).toPlainString();
  }

  private static BigDecimal shortest(double number) {
    BigDecimal exact = new BigDecimal(number);
    for (int precision = 1; precision < MOST_DIGITS; precision++) {
      BigDecimal nearest = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (nearest.doubleValue() == number) {
        return nearest;
      }
      // Above a power of two, doubles are twice as far apart as below, so the nearest decimal can
      // fail while the next higher one works.
      BigDecimal next = exact.round(new MathContext(precision, RoundingMode.UP));
      if (next.doubleValue() == number) {
        return next;
      }
    }
    return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
  }
}
