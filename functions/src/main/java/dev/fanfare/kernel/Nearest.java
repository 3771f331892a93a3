package dev.fanfare.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that is most similar to a misspelled one. Stateless. */
public final class Nearest {

  /** Maximum length of a name; comparing longer ones would take too long. */
  static final int MOST_CHARACTERS = 1_000;

  private Nearest() {}

  /** The most similar known name, if any. */
  public static Optional<String> to(String name, Collection<String> known) {
    if (name.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    return known.stream()
        .filter(one -> isLike(name, one))
        .min(Comparator.comparing((String one) -> !begins(name, one))
            .thenComparingInt(one -> distance(name, one)));
  }

  /** {@code ", did you mean 'vol'?"}, or an empty string. */
  public static String hint(String name, Collection<String> known) {
    return to(name, known).map(one -> ", did you mean '" + one + "'?").orElse("");
  }

  private static boolean isLike(String name, String known) {
    return begins(name, known)
        || 2 * distance(name, known) <= Math.max(name.length(), known.length());
  }

  // "vol" is far from "volatility" in edits, but still the likely match.
  private static boolean begins(String name, String known) {
    return Math.min(name.length(), known.length()) > 1
        && (name.startsWith(known) || known.startsWith(name));
  }

  /** Levenshtein distance: insertions, deletions and substitutions of characters. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
