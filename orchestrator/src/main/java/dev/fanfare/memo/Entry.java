package dev.fanfare.memo;

import java.time.Instant;

/**
 * One remembered outcome.
 *
 * @param key SHA-256 of kernel, code and arguments, as 64 lowercase hexadecimal digits
 * @param kernel full name, such as {@code com.acme.Risk::price}
 * @param task the call as a line of a job list, in its canonical form
 * @param value the result as JSON
 * @param code digest of the code as 64 hexadecimal digits; or {@code version:...}; empty if it is ignored
 * @param wallNanos how long the task took, in nanoseconds
 * @param created when the outcome was remembered
 */
public record Entry(
    String key,
    String kernel,
    String task,
    String value,
    String code,
    long wallNanos,
    Instant created) {

  private static final int KEY_DIGITS = 64;

  public Entry {
    requireKey(key);
    if (wallNanos < 0) {
      throw new IllegalArgumentException("wallNanos must not be negative, got: " + wallNanos);
    }
  }

  /** Throws IllegalArgumentException if it is not 64 hexadecimal digits. */
  static void requireKey(String key) {
    if (!isKey(key)) {
      throw new IllegalArgumentException(
          "key must be 64 lowercase hexadecimal digits, got: " + key);
    }
  }

  // Asked for each task of a run; a regular expression would take most of the time of a look-up.
  private static boolean isKey(String key) {
    boolean digits = key.length() == KEY_DIGITS;
    for (int i = 0; digits && i < KEY_DIGITS; i++) {
      char digit = key.charAt(i);
      digits = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    }
    return digits;
  }

  /** About how many bytes it takes before it is compressed. */
  long size() {
    return EntryBytes.FIXED
        + (long) kernel.length()
        + task.length()
        + value.length()
        + code.length();
  }
}
