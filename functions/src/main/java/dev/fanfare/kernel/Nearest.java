package dev.fanfare.kernel;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that is most similar to a misspelled one. Stateless. */
public final class Nearest {

  /** Maximum length of a name; comparing longer ones would take too long. */
  static final int MOST_CHARACTERS = 1_000;

  private Nearest() {}

  /** The known name that is most like it; empty if none is like it. */
  public static Optional<String> to(String name, Collection<String> known) {
    return all(name, known).stream().findFirst();
  }

  /** The known names that are most like it, in their order; none if none is like it. Case, dashes and underscores do not count. */
  public static List<String> all(String name, Collection<String> known) {
    if (name.length() > MOST_CHARACTERS) {
      return List.of();
    }
    String wanted = bare(name);
    int least =
        known.stream().mapToInt(one -> mistakes(wanted, bare(one))).min().orElse(0);
    return known.stream()
        .filter(one -> mistakes(wanted, bare(one)) == least && isLike(least, wanted, bare(one)))
        .sorted()
        .toList();
  }

  /** {@code ", did you mean 'vol'?"}, or an empty string. */
  public static String hint(String name, Collection<String> known) {
    return to(name, known).map(one -> ", did you mean '" + one + "'?").orElse("");
  }

  private static String bare(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  private static boolean isLike(int mistakes, String a, String b) {
    return 2 * mistakes <= Math.max(a.length(), b.length());
  }

  // From volatility to vol it takes many edits, and it is one mistake all the same.
  private static int mistakes(String a, String b) {
    boolean begins = Math.min(a.length(), b.length()) > 1 && (a.startsWith(b) || b.startsWith(a));
    return begins ? Math.min(1, distance(a, b)) : distance(a, b);
  }

  /** Characters that are wrong, missing or too many; two that are swapped are one mistake. */
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
