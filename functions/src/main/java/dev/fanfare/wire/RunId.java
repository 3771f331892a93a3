package dev.fanfare.wire;

import dev.fanfare.kernel.Excerpt;

/** What a run's id may be: it names a folder, on disks too. Stateless. */
public final class RunId {

  private static final int MOST_CHARACTERS = 128;

  private RunId() {}

  /**
   * Returns the id.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String check(String id) {
    if (!isValid(id)) {
      throw new IllegalArgumentException("runId must be at most " + MOST_CHARACTERS
          + " letters, digits, '.', '_' or '-', the first a letter or digit, got: "
          + Excerpt.of(id, MOST_CHARACTERS));
    }
    return id;
  }

  /** Whether a run may be called so. */
  public static boolean isValid(String id) {
    // No regular expression: every batch's is checked, and a pattern's classes take time to load.
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
