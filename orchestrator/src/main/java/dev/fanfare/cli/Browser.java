package dev.fanfare.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The user's browser. */
final class Browser {

  private Browser() {}

  /** Opens a file, or says that it cannot. */
  static void open(String place, PrintWriter err) {
    if (place.startsWith("s3://")) {
      err.println("--open: the page is in a bucket; add --out FILE to have it here");
      return;
    }
    try {
      new ProcessBuilder(command(place))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      err.println("--open: cannot start a browser: " + e.getMessage());
    }
  }

  private static List<String> command(String file) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return List.of(system.startsWith("mac") ? "open" : "xdg-open", file);
  }
}
