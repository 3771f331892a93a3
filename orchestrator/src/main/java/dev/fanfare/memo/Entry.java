package dev.fanfare.memo;

import java.time.Instant;

/**
 * One remembered outcome.
 *
 * @param key SHA-256 of what the result depends on: kernel, code and arguments, and for some kernels index and seed;
 *     64 lowercase hexadecimal digits
 * @param kernel full name, such as {@code com.acme.Risk::price}
 * @param task the call as a line of a job list, in its canonical form
 * @param value the result as JSON
 * @param code digest of the code's parts, also if they are just a version or none: 64 lowercase hexadecimal digits
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

  private static final int DIGITS = 64;

  public Entry {
    requireKey(key);
    requireDigest("code", code);
    if (wallNanos < 0) {
      throw new IllegalArgumentException("wallNanos must not be negative, got: " + wallNanos);
    }
  }

  /** Throws IllegalArgumentException if it is not 64 hexadecimal digits. */
  static void requireKey(String key) {
    requireDigest("key", key);
  }

  private static void requireDigest(String name, String digest) {
    if (!isDigest(digest)) {
      throw new IllegalArgumentException(
          name + " must be 64 lowercase hexadecimal digits, got: " + digest);
    }
  }

  // Asked for each task of a run; a regular expression would take most of the time of a look-up.
  private static boolean isDigest(String text) {
    boolean digits = text.length() == DIGITS;
    for (int i = 0; digits && i < DIGITS; i++) {
      char digit = text.charAt(i);
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
