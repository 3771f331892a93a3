package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * A command that has ended.
 *
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Finished(int exitCode, String out, String err) {

  /** Executes a command line in this JVM. What goes past picocli, results and joblib's lines, is not caught. */
  static Finished here(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Fanfare.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = command.execute(arguments);
    return new Finished(exitCode, out.toString(), err.toString());
  }

  /** Executes a command line in a JVM of its own, whose standard output and error are files in that folder. */
  static Finished inChild(Path folder, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "child", ".out");
    Path err = Files.createTempFile(folder, "child", ".err");
    Process child = new ProcessBuilder(line(options, arguments))
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
    try {
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Finished(child.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      child.destroyForcibly();
    }
  }

  /** What starts that JVM. */
  static List<String> line(List<String> options, String... arguments) {
    return line(Fanfare.class, options, arguments);
  }

  static List<String> line(Class<?> main, List<String> options, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    if (Runtime.version().feature() >= 24) {
      // As the launcher does: libraries use what newer JDKs warn about.
      line.add("--sun-misc-unsafe-memory-access=allow");
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(List.of(arguments));
    return line;
  }

  /** A user's mistake: told on standard error, without a stack trace, with nothing on standard output. */
  void assertRefused(String... messages) {
    assertThat(exitCode).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(out).isEmpty();
    assertThat(err).startsWith("fanfare: ").contains(messages).doesNotContain("\tat ");
  }
}
