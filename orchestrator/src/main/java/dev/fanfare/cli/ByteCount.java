package dev.fanfare.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: {@code 500MB}, {@code 1.5GB}. */
record ByteCount(long bytes) {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)([KMGT]?)B?", Pattern.CASE_INSENSITIVE);

  private static final String UNITS = "KMGT";

  /**
   * Parses a number, with K, M, G or T for a thousand, a million and so on.
   *
   * @throws IllegalArgumentException if it is none, or less than 1
   */
  static ByteCount parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      int thousands = UNITS.indexOf(form.group(2).toUpperCase(Locale.ROOT));
      int digits = form.group(2).isEmpty() ? 0 : 3 * (thousands + 1);
      BigDecimal bytes = new BigDecimal(form.group(1)).movePointRight(digits);
      if (bytes.compareTo(BigDecimal.ONE) >= 0
          && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return new ByteCount(bytes.longValue());
      }
    }
    throw new IllegalArgumentException(
        "must be a positive number of bytes such as 500MB or 2GB, got: " + text);
  }

  /** In the largest unit that leaves a whole number. */
  @Override
  public String toString() {
    long amount = bytes;
    int unit = -1;
    while (amount % 1000 == 0 && unit < UNITS.length() - 1) {
      amount /= 1000;
      unit++;
    }
    return amount + " " + (unit < 0 ? "bytes" : UNITS.charAt(unit) + "B");
  }
}
