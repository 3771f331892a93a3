package dev.fanfare.memo;

import java.time.Instant;
import java.util.regex.Pattern;

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

  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  public Entry {
    requireKey(key);
    if (wallNanos < 0) {
      throw new IllegalArgumentException("wallNanos must not be negative, got: " + wallNanos);
    }
  }

  /** Throws IllegalArgumentException if it is not 64 hexadecimal digits. */
  static void requireKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "key must be 64 lowercase hexadecimal digits, got: " + key);
    }
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
