package dev.fanfare;

/**
 * A label and a text beside it, for people: wrapped so that no line is wider than a terminal, and all lines of the text
 * begin in the same column.
 *
 * @param label what the text is about; at most 13 characters
 * @param text words between single spaces. Between words that belong together, a no-break space.
 */
public record LabeledText(String label, String text) {

  /** Keeps the words around it on one line. */
  static final char NO_BREAK = '\u00a0';

  private static final int LABEL_COLUMNS = 14;

  /** The default width of a line. */
  public static final int COLUMNS = 79;

  public LabeledText {
    if (label.length() >= LABEL_COLUMNS) {
      throw new IllegalArgumentException(
          "label must be shorter than " + LABEL_COLUMNS + " characters, got: " + label);
    }
  }

  /** The lines, separated by line breaks. */
  @Override
  public String toString() {
    return lines(COLUMNS);
  }

  /** The lines, separated by line breaks, for a terminal of another width. */
  public String lines(int columns) {
    StringBuilder lines = new StringBuilder(label);
    int column = label.length();
    for (String word : text.split(" ", -1)) {
      if (column > LABEL_COLUMNS && column + 1 + word.length() > columns) {
        lines.append('\n');
        column = 0;
      }
      String gap = column < LABEL_COLUMNS ? " ".repeat(LABEL_COLUMNS - column) : " ";
      lines.append(gap).append(word);
      column += gap.length() + word.length();
    }
    return lines.toString().replace(NO_BREAK, ' ');
  }
}
