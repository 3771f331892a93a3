package dev.fanfare.cli;

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

  /** The width of tables on standard output. Unlimited if no person reads them there. */
  static int ofTables() {
    if (!Terminal.ofStandardOutput()) {
      return UNLIMITED;
    }
    int told = told(System.getenv("COLUMNS"));
    int found = told == 0 ? told(System.getProperty("fanfare.terminal.columns")) : told;
    return found == 0 ? UNLIMITED : found;
  }
}
