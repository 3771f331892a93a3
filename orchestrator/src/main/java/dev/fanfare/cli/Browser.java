package dev.fanfare.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The user's browser. */
final class Browser {

  /** How long a failure is waited for. */
  private static final int SECONDS = 3;

  private Browser() {}

  /** Opens a file, or says that it cannot. */
  static void open(String place, PrintWriter err) {
    if (place.startsWith("s3://")) {
      err.println("--open: the page is in a bucket; add --out FILE to have it here");
      return;
    }
    start(command(place), err);
  }

  /** Starts a program that opens a browser, and says so if that fails soon. */
  static void start(List<String> command, PrintWriter err) {
    try {
      Process started = new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      // Some stay until the browser is closed.
      if (started.waitFor(SECONDS, TimeUnit.SECONDS) && started.exitValue() != 0) {
        err.println("--open: cannot start a browser: " + command.get(0) + " ended with exit code "
            + started.exitValue() + "; open the page yourself");
      }
    } catch (IOException e) {
      err.println("--open: cannot start a browser: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> command(String file) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return List.of(system.startsWith("mac") ? "open" : "xdg-open", file);
  }
}
