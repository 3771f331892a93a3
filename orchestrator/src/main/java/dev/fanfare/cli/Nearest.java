package dev.fanfare.cli;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Finds the names that are most similar to a misspelled one. Stateless. */
final class Nearest {

  private Nearest() {}

  /**
   * The most similar names, none if all are too different. Ignores case, dashes and underscores.
   */
  static List<String> to(String written, Collection<String> names) {
    String wanted = bare(written);
    int most = Math.max(1, wanted.length() / 3);
    int least =
        names.stream().mapToInt(name -> distance(wanted, bare(name))).min().orElse(most + 1);
    return least > most
        ? List.of()
        : names.stream()
            .filter(name -> distance(wanted, bare(name)) == least)
            .sorted()
            .toList();
  }

  private static String bare(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  /** Edit distance. Two swapped letters count as one edit, and so does a truncated word. */
  private static int distance(String a, String b) {
    if (Math.min(a.length(), b.length()) >= 3 && (a.startsWith(b) || b.startsWith(a))) {
      return a.equals(b) ? 0 : 1;
    }
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
    int least =
        Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
