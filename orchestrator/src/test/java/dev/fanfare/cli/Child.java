package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A command that runs in a JVM of its own.
 *
 * @param out what it writes to standard output
 * @param err the file that it writes standard error to
 */
record Child(Process process, BufferedReader out, Path err) implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static Child start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of(), arguments);
  }

  /**
   * Starts it.
   *
   * @param options of the JVM
   */
  static Child start(Path folder, List<String> options, String... arguments) throws IOException {
    Path err = Files.createTempFile(folder, "child", ".err");
    Process process = new ProcessBuilder(Finished.line(options, arguments))
        .redirectError(err.toFile())
        .start();
    return new Child(process, process.inputReader(StandardCharsets.UTF_8), err);
  }

  /** Sends a signal, by its name without SIG. */
  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor())
        .isZero();
  }

  /** Waits until the command, and all that it has started, has ended; its exit code. */
  int exitCode() {
    List<ProcessHandle> workers = process.descendants().toList();
    assertThat(process.onExit()).succeedsWithin(PATIENCE);
    assertThat(workers).allSatisfy(worker -> assertThat(worker.onExit()).succeedsWithin(PATIENCE));
    return process.exitValue();
  }

  // A shell starts what runs in the background with interrupts ignored, and children inherit that.
  static void assumeSignalsAreHeeded() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      String ignored = Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("SigIgn:"))
          .findFirst()
          .orElseThrow();
      long signals = Long.parseUnsignedLong(ignored.replaceAll("SigIgn:\\s*", ""), 16);
      assumeFalse((signals & 2) != 0, "SIGINT is ignored in this process");
    }
  }

  /** What it has written to standard error by now. */
  String told() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    out.close();
  }
}
