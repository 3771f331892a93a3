package dev.fanfare.page;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Chromium without a window.
 *
 * @param program its program
 */
record Browser(Path program) {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /**
   * A page that was opened.
   *
   * @param document its markup after its scripts have run
   * @param log what the browser logged, messages of the console included
   */
  record Opened(String document, String log) {

    /** The value of an attribute that the page gave its root; empty if it has none. */
    String root(String attribute) {
      String start = " " + attribute + "=\"";
      int at = document.indexOf(start);
      return at < 0 || at > document.indexOf('>', document.indexOf("<html"))
          ? ""
          : document.substring(at + start.length(), document.indexOf('"', at + start.length()));
    }

    /** What its script has drawn, as markup. */
    String main() {
      return document.substring(document.indexOf("<main"), document.indexOf("</main>"));
    }

    /** Messages that scripts, or the browser about them, wrote to the console. */
    List<String> console() {
      return log.lines().filter(line -> line.contains(":CONSOLE")).toList();
    }
  }

  /** A browser on the path, if there is one. */
  static Optional<Browser> find() {
    return NAMES.stream()
        .flatMap(
            name -> Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Browser::new);
  }

  /** Opens a page. Files of the browser go into the folder. */
  Opened open(Path page, Path folder) throws IOException, InterruptedException {
    Path document = folder.resolve("document.html");
    Path log = folder.resolve("browser.log");
    Process process = new ProcessBuilder(
            program.toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--user-data-dir=" + folder.resolve("profile"),
            "--window-size=1200,900",
            "--enable-logging=stderr",
            "--virtual-time-budget=10000",
            "--dump-dom",
            page.toUri().toString())
        .redirectOutput(document.toFile())
        .redirectError(log.toFile())
        .start();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        throw new IOException("the browser did not end: " + Files.readString(log));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Opened(Files.readString(document), Files.readString(log));
  }
}
