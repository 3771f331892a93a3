package dev.fanfare.rows;

import dev.fanfare.kernel.MalformedMessageException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Numbers at equal distances. They are decimal, so that 0.1:0.5:0.1 has 0.3, and not the
 * 0.30000000000000004 that doubles add up to.
 *
 * @param from the first one
 * @param step the distance from one to the next, not 0
 * @param size how many there are, at least 1
 */
record Span(BigDecimal from, BigDecimal step, long size) implements Iterable<String> {

  private static final String NUMBER = "(-?\\d{1,18}(?:\\.\\d{1,18})?(?:[eE][+-]?\\d{1,3})?)";

  private static final Pattern BOUNDS = Pattern.compile(NUMBER + ":" + NUMBER);

  private static final Pattern FORM = Pattern.compile(NUMBER + ":" + NUMBER + ":" + NUMBER);

  /**
   * Parses {@code FROM:TO:STEP}. TO is included if a step leads to it.
   *
   * @throws MalformedMessageException if it is no range, or an empty one
   */
  static Span parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      String meant = BOUNDS.matcher(text).matches() ? "; did you mean " + text + ":1?" : "";
      throw malformed(
          "expected a range of numbers FROM:TO:STEP, with TO included, got: " + text + meant);
    }
    BigDecimal from = new BigDecimal(form.group(1));
    BigDecimal way = new BigDecimal(form.group(2)).subtract(from);
    BigDecimal step = new BigDecimal(form.group(3));
    if (step.signum() == 0) {
      throw malformed("the step of a range must not be 0, got: " + text);
    }
    if (way.signum() == -step.signum()) {
      throw malformed("the step of a range must lead from FROM to TO, got: " + text);
    }
    BigDecimal steps = way.divide(step, 0, RoundingMode.DOWN);
    if (steps.compareTo(BigDecimal.valueOf(Long.MAX_VALUE - 1)) > 0) {
      throw malformed("a range must have fewer than 2^63 numbers, got: " + text);
    }
    return new Span(from, step, steps.longValueExact() + 1);
  }

  private static MalformedMessageException malformed(String message) {
    return new MalformedMessageException(message, null);
  }

  /** The number at that place, from 0, without trailing zeros. */
  String at(long place) {
    BigDecimal number = from.add(step.multiply(BigDecimal.valueOf(place)));
    return number.stripTrailingZeros().toPlainString();
  }

  /** Numbers that all others are like: if these convert to a type, all do. */
  List<String> typical() {
    return List.of(at(0), at(Math.min(1, size - 1)), at(size - 1));
  }

  @Override
  public Iterator<String> iterator() {
    return LongStream.range(0, size).mapToObj(this::at).iterator();
  }
}
