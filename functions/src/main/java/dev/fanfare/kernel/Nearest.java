package dev.fanfare.kernel;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the name that is most similar to a misspelled one. Stateless. */
public final class Nearest {

  /** Maximum length of a name; comparing longer ones would take too long. */
  static final int MOST_CHARACTERS = 1_000;

  private Nearest() {}

  /** The most similar known name, if any. */
  public static Optional<String> to(String name, Collection<String> known) {
    return all(name, known).stream().findFirst();
  }

  /**
   * The most similar known names, sorted; empty if none is similar. Case, dashes and underscores do
   * not count.
   */
  public static List<String> all(String name, Collection<String> known) {
    if (name.length() > MOST_CHARACTERS) {
      return List.of();
    }
    String wanted = bare(name);
    Map<String, Integer> mistakes = new TreeMap<>();
    known.forEach(one -> mistakes.put(one, mistakes(wanted, bare(one))));
    int least = mistakes.values().stream().min(Integer::compare).orElse(0);
    return mistakes.entrySet().stream()
        .filter(one -> one.getValue() == least)
        .map(Map.Entry::getKey)
        .filter(one -> 2 * least <= Math.max(wanted.length(), bare(one).length()))
        .toList();
  }

  /** {@code ", did you mean 'vol'?"}, or an empty string. */
  public static String hint(String name, Collection<String> known) {
    return to(name, known).map(one -> ", did you mean '" + one + "'?").orElse("");
  }

  private static String bare(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  // "vol" is far from "volatility" in edits, but still the likely match. Names of very different
  // lengths need as many edits at least, and are not compared.
  private static int mistakes(String a, String b) {
    int lengths = Math.abs(a.length() - b.length());
    boolean begins = Math.min(a.length(), b.length()) > 1 && (a.startsWith(b) || b.startsWith(a));
    if (begins) {
      return Math.min(1, lengths);
    }
    return 2 * lengths > Math.max(a.length(), b.length()) ? lengths : distance(a, b);
  }

  /** Wrong, missing or additional characters; two swapped characters count as one. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, i, j, a, b);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, int i, int j, String a, String b) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int edited =
        Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(edited, cost[i - 2][j - 2] + 1) : edited;
  }
}
