package dev.fanfare.cli;

import static dev.fanfare.cli.StatusLineTest.screen;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bar that a terminal shows. */
@Timeout(60)
final class BarTest {

  private static final List<String> TERMINAL =
      List.of("-Dfanfare.terminal.stderr=true", "-Dfanfare.terminal.stdout=true");

  @TempDir
  Path folder;

  /** Runs while its first task waits until the bar has counted the three others. */
  private List<String> linesOfRunWithSlowFirstTask(String backend)
      throws IOException, InterruptedException {
    Path jobs = Files.write(
        folder.resolve("jobs.jsonl"),
        List.of(
            TestKernels.line("note", "50,\"" + folder + "\""),
            TestKernels.line("print", "1"),
            TestKernels.line("print", "2"),
            TestKernels.line("print", "3")));
    Path terminal = folder.resolve("terminal");
    Process child = new ProcessBuilder(Finished.line(
            TERMINAL,
            "run",
            jobs.toString(),
            "--backend=" + backend,
            "--n-jobs=2",
            "--batch-size=1",
            "--no-record"))
        .redirectErrorStream(true)
        .redirectOutput(terminal.toFile())
        .start();
    try {
      while (child.isAlive() && !Files.readString(terminal).contains(" 3/4 ")) {
        Thread.onSpinWait();
      }
      assertThat(screen(Files.readString(terminal)).toString()).contains("printed 3", " 3/4 ");
      Files.createFile(folder.resolve("open"));
      assertThat(child.waitFor()).isZero();
      return screen(Files.readString(terminal));
    } finally {
      child.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"threads, ''", "processes, 'task %d: '"})
  void it_counts_tasks_that_wait_for_a_slow_one_and_stays_below_what_tasks_print(
      String backend, String prefix) throws Exception {
    List<String> lines = linesOfRunWithSlowFirstTask(backend);

    assertThat(lines.subList(0, 3))
        .containsExactlyInAnyOrder(
            prefix.formatted(1) + "printed 1",
            prefix.formatted(2) + "printed 2",
            prefix.formatted(3) + "printed 3");
    assertThat(lines.get(3)).startsWith(" 100% ").contains(" 4/4 ");
    assertThat(lines.subList(4, lines.size())).noneMatch(line -> line.contains("/4 "));
  }

  @Test
  void its_speed_has_a_digit_before_the_point() {
    assertThat(Live.speed().format(0)).isEqualTo("0.0");
    assertThat(Live.speed().format(1234.56)).isEqualTo("1234.6");
  }
}
