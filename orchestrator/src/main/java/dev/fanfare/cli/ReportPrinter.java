package dev.fanfare.cli;

import dev.fanfare.report.VisibleText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints the report at the end of a run, with bold labels on a terminal. */
final class ReportPrinter {

  /** The first columns of a line that does not continue the one before; see {@link dev.fanfare.LabeledText}. */
  private static final Pattern LABEL = Pattern.compile("(?m)^(?! )(.{13})");

  private ReportPrinter() {}

  /**
   * Prints lines that begin with labels.
   *
   * @param terminal the terminal that {@code plain} prints to; null if it is none
   */
  static void print(String lines, PrintWriter plain, @Nullable PrintStream terminal) {
    if (terminal == null || !wantsColor(System.getenv("NO_COLOR"), System.getenv("TERM"))) {
      plain.println(lines);
    } else {
      plain.flush();
      terminal.println(colored(VisibleText.of(lines)));
    }
  }

  /** See https://no-color.org. */
  static boolean wantsColor(@Nullable String noColor, @Nullable String term) {
    return (noColor == null || noColor.isEmpty()) && !"dumb".equals(term);
  }

  /** The lines with bold labels. */
  static String colored(String lines) {
    return LABEL.matcher(lines).replaceAll("\u001b[1m$1\u001b[0m");
  }
}
