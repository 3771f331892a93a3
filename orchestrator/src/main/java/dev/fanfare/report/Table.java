package dev.fanfare.report;

import java.util.List;

/**
 * Text in columns. The first column is left-aligned, the others, which are numbers, right-aligned.
 *
 * @param rows the headings, and rows of the same length
 */
record Table(List<List<String>> rows) {

  Table {
    rows = List.copyOf(rows);
  }

  /** The lines, separated by newlines. */
  String text() {
    int[] widths = new int[rows.get(0).size()];
    rows.forEach(row -> {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    return String.join("\n", rows.stream().map(row -> aligned(row, widths)).toList());
  }

  private static String aligned(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
    }
    return line.toString();
  }
}
