package dev.fanfare.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A duration as people write it, and as GNU Parallel and {@code timeout} read it. */
record TimeSpan(Duration duration) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)([smhd]?)");

  /**
   * Parses {@code 90}, {@code 1.5}, {@code 90s}, {@code 10m}, {@code 2h} or {@code 1d}.
   *
   * @throws IllegalArgumentException if it is none of them, or zero
   */
  static TimeSpan parse(String text) {
    Duration duration = durationOf(text);
    if (duration != null && !duration.isZero()) {
      return new TimeSpan(duration);
    }
    throw new IllegalArgumentException(
        "must be a positive number of seconds, or a time such as 90s, 10m, 2h or 1d, got: " + text);
  }

  /** What a text says in the form of a time; null if it is none. */
  static @Nullable Duration durationOf(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    BigDecimal seconds =
        new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(seconds(form.group(2))));
    long nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue();
    return Duration.ofSeconds(seconds.longValue(), nanos);
  }

  private static long seconds(String unit) {
    return switch (unit) {
      case "d" -> 86_400;
      case "h" -> 3_600;
      case "m" -> 60;
      default -> 1;
    };
  }
}
