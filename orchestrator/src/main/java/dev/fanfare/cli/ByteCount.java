package dev.fanfare.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as people write it, by the rule of GNU's tools: {@code 1.5G} and {@code 1.5GiB} are multiples of 1024,
 * {@code 500MB} of 1000.
 */
record ByteCount(long bytes) {

  private static final Pattern FORM = Pattern.compile(
      "(\\d{1,12}(?:\\.\\d{1,3})?)(?:([KMGT])(|B|IB)|B)?", Pattern.CASE_INSENSITIVE);

  private static final String UNITS = "KMGT";

  /**
   * Parses a number with or without a unit.
   *
   * @throws IllegalArgumentException if it is none, or too large for a {@code long}
   */
  static ByteCount parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      BigDecimal bytes = new BigDecimal(form.group(1)).multiply(unit(form.group(2), form.group(3)));
      if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return new ByteCount(bytes.longValue());
      }
    }
    throw new IllegalArgumentException(
        "must be a number of bytes such as 1000000, 500MB or 2G, less than 8388608T, got: " + text);
  }

  private static BigDecimal unit(String letter, String rest) {
    if (letter == null) {
      return BigDecimal.ONE;
    }
    int base = rest.equalsIgnoreCase("B") ? 1000 : 1024;
    return BigDecimal.valueOf(base).pow(UNITS.indexOf(letter.toUpperCase(Locale.ROOT)) + 1);
  }

  /** In the largest unit that leaves a whole number. */
  @Override
  public String toString() {
    String decimal = in(1000, "B");
    return decimal.endsWith("bytes") ? in(1024, "iB") : decimal;
  }

  private String in(int base, String suffix) {
    long amount = bytes;
    int unit = -1;
    while (amount > 0 && amount % base == 0 && unit < UNITS.length() - 1) {
      amount /= base;
      unit++;
    }
    return amount + " " + (unit < 0 ? "bytes" : UNITS.charAt(unit) + suffix);
  }
}
