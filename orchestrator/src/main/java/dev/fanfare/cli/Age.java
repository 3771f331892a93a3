package dev.fanfare.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** How old something is that may be deleted: a {@link TimeSpan} with its unit, as {@code 7d}. */
record Age(Duration duration) {

  /**
   * Parses an age. A bare number is refused: as seconds, which it is elsewhere, it would delete what
   * somebody has meant to keep for days.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Age parse(String text) {
    Duration parsed = Character.isLetter(text.isEmpty() ? ' ' : text.charAt(text.length() - 1))
        ? TimeSpan.durationOf(text)
        : null;
    if (parsed == null) {
      throw new IllegalArgumentException(
          "must be an age with its unit, such as 7d, 12h, 30m or 90s, got: " + text);
    }
    return new Age(parsed);
  }

  /** The latest moment at which something of that age began. */
  Instant before(Instant now) {
    try {
      return now.minus(duration);
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.MIN;
    }
  }
}
