package dev.fanfare.report;

import java.util.Locale;

/**
 * Makes untrusted text safe for a terminal. Characters that control the terminal or change the
 * reading direction are escaped, such as the character with code 27 as {@code \u001b}, which is
 * also its JSON escape. Line ends and tabs stay. Stateless.
 */
public final class VisibleText {

  private VisibleText() {}

  /** The safe text; the same object if nothing changes. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (steers(text, i)) {
        return shown(text, i);
      }
    }
    return text;
  }

  private static String shown(String text, int from) {
    StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(steers(text, i) ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
    }
    return shown.toString();
  }

  // A carriage return alone would overwrite the line; before a line feed, it is part of the line
  // end.
  private static boolean steers(String text, int at) {
    char c = text.charAt(at);
    if (c == '\r') {
      return at + 1 == text.length() || text.charAt(at + 1) != '\n';
    }
    return (Character.isISOControl(c) && c != '\n' && c != '\t') || isLineEnd(c) || isDirection(c);
  }

  private static boolean isLineEnd(char c) {
    return c == 0x2028 || c == 0x2029;
  }

  /** Embedding, override and isolate characters can make a name look like another. */
  private static boolean isDirection(char c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }
}
