package dev.fanfare.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Formats a time like joblib: one decimal, seconds or minutes. Stateless.
 *
 * <p>Follows joblib 1.6 {@code short_format_time} and {@code format_time}. Rounds like C's
 * {@code printf}: the exact value of the binary number, ties to even. {@code String.format} rounds
 * ties up, so 0.25 s would become 0.3 s.
 */
final class ShortTime {

  private ShortTime() {}

  /** At least seven characters: {@code "  59.9s"} up to 60 seconds, {@code " 1.0min"} above. */
  static String of(double seconds) {
    return seconds > 60 ? rounded(seconds / 60, 4) + "min" : " " + rounded(seconds, 5) + "s";
  }

  /** Seconds and minutes: {@code "90.0s, 1.5min"}. */
  static String inSecondsAndMinutes(double seconds) {
    return rounded(seconds, 0) + "s, " + rounded(seconds / 60, 0) + "min";
  }

  private static String rounded(double value, int width) {
    String digits =
        new BigDecimal(Math.abs(value)).setScale(1, RoundingMode.HALF_EVEN).toString();
    // A negative number keeps its sign when it rounds to zero: -0.02 is "-0.0".
    String text = value < 0 ? "-" + digits : digits;
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
