package dev.fanfare.cli;

import dev.fanfare.LabeledText;
import org.jspecify.annotations.Nullable;

/** How wide lines can be: as {@code COLUMNS} says or, without it, the terminal. */
final class Columns {

  /** The least that picocli can use. */
  private static final int LEAST = 55;

  private static final int UNLIMITED = Integer.MAX_VALUE;

  private Columns() {}

  /** The value of {@code COLUMNS}; 0 if it is not a positive number. */
  static int told(@Nullable String columns) {
    return columns != null && columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : 0;
  }

  /** The width of help texts; 0 if it is that of the terminal. */
  static int ofHelp() {
    int told = told(System.getenv("COLUMNS"));
    return told == 0 ? 0 : Math.max(LEAST, told);
  }

  /** The width of tables. Unlimited if {@code COLUMNS} is not set and standard output is no terminal. */
  static int ofTables() {
    int found = found();
    return found == 0 ? UNLIMITED : found;
  }

  /** A label and its text, wrapped at {@link #ofText}. */
  static String fit(LabeledText text) {
    return text.lines(ofText());
  }

  /** The width of text: {@code COLUMNS} or, without it, that of the terminal, but at most what is easy to read. */
  static int ofText() {
    int found = found();
    boolean told = told(System.getenv("COLUMNS")) > 0;
    return found == 0
        ? LabeledText.COLUMNS
        : Math.max(LEAST, told ? found : Math.min(LabeledText.COLUMNS, found));
  }

  private static int found() {
    int told = told(System.getenv("COLUMNS"));
    return told > 0 || !Terminal.ofStandardOutput()
        ? told
        : told(System.getProperty("fanfare.terminal.columns"));
  }
}
