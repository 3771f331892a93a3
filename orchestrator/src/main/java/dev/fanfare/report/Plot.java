package dev.fanfare.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Points in a plane as text, 60 columns wide.
 *
 * @param horizontal name of the horizontal axis
 * @param vertical name of the vertical axis
 * @param points at least one
 */
record Plot(String horizontal, String vertical, List<Point> points) {

  private static final int COLUMNS = 48;
  private static final int ROWS = 8;

  /** A point with a short label in its place. */
  record Point(double x, double y, String label) {}

  Plot {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("points must not be empty");
    }
  }

  /** The axes begin at 0, so that a difference is as large as it looks. */
  String text() {
    double right = points.stream().mapToDouble(Point::x).max().orElseThrow();
    double top = points.stream().mapToDouble(Point::y).max().orElseThrow();
    char[][] field = new char[ROWS][COLUMNS + room()];
    for (char[] row : field) {
      Arrays.fill(row, ' ');
    }
    for (Point point : points) {
      put(field, place(point.y(), top, ROWS), place(point.x(), right, COLUMNS), point.label());
    }
    List<String> lines = new ArrayList<>();
    lines.add(vertical);
    for (int row = ROWS - 1; row >= 0; row--) {
      String label = row == ROWS - 1 ? Trials.digits(top) : "";
      lines.add(
          String.format(Locale.ROOT, "%8s |%s", label, new String(field[row])).stripTrailing());
    }
    String end = Trials.digits(right) + " " + horizontal;
    lines.add("       0 +" + "-".repeat(COLUMNS));
    lines.add("         0" + " ".repeat(COLUMNS - Trials.digits(right).length()) + end);
    return String.join("\n", lines);
  }

  /** For labels that others push to the right. */
  private int room() {
    return points.stream().mapToInt(point -> point.label().length() + 2).sum();
  }

  private static int place(double value, double most, int places) {
    return most == 0 ? 0 : (int) Math.min(places - 1, value / most * places);
  }

  // To the right of labels that are there already.
  private static void put(char[][] field, int row, int column, String label) {
    int at = column;
    while (!isFree(field[row], at - 1, at + label.length() + 1)) {
      at++;
    }
    label.getChars(0, label.length(), field[row], at);
  }

  private static boolean isFree(char[] row, int from, int to) {
    for (int i = Math.max(0, from); i < Math.min(row.length, to); i++) {
      if (row[i] != ' ') {
        return false;
      }
    }
    return true;
  }
}
