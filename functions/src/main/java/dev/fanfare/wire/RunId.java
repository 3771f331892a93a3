package dev.fanfare.wire;

import dev.fanfare.kernel.Excerpt;

/** The rule for run ids, which are also names of folders. Stateless. */
public final class RunId {

  private static final int MOST_CHARACTERS = 128;

  private RunId() {}

  /**
   * Returns the id.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  public static String check(String id) {
    if (!isValid(id)) {
      throw new IllegalArgumentException("runId must be at most " + MOST_CHARACTERS
          + " letters, digits, '.', '_' or '-', the first a letter or digit, got: "
          + Excerpt.of(id, MOST_CHARACTERS));
    }
    return id;
  }

  /** Whether it is a valid run id. */
  public static boolean isValid(String id) {
    // Not a regular expression: this is checked for every batch, and its classes take time to load.
    if (id.isEmpty() || id.length() > MOST_CHARACTERS || !isLetterOrDigit(id.charAt(0))) {
      return false;
    }
    for (int i = 1; i < id.length(); i++) {
      if (!isLetterOrDigit(id.charAt(i)) && "._-".indexOf(id.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
