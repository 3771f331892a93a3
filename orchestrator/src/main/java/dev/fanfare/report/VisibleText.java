package dev.fanfare.report;

import java.util.Locale;

/**
 * Text of others for a terminal. What would steer the terminal, or turn the order of what is read, is shown instead of obeyed: the
 * character of code 27 as {@code \u001b}, which JSON reads as that character. Ends of lines and tabs stay. Stateless.
 */
public final class VisibleText {

  private VisibleText() {}

  /** The text; the same object if it has nothing to hide. */
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

  // A carriage return alone lets what follows overwrite the line; before a line feed it ends one.
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

  /** Embedding, override and isolate: they can make a name read as another. */
  private static boolean isDirection(char c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }
}
