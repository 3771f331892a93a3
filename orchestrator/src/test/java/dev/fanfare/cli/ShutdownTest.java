package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is told to end while it runs. */
@Timeout(120)
final class ShutdownTest {

  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void results_so_far_are_kept_and_nothing_else_is_left(String backend)
      throws IOException, InterruptedException {
    Process run = new ProcessBuilder(Finished.line(
            List.of("-Djava.io.tmpdir=" + folder),
            "run",
            "--kernel=wait_loop",
            "--range=500:2000",
            "--backend=" + backend,
            "--n-jobs=2",
            "--batch-size=1"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader results = run.inputReader(StandardCharsets.UTF_8)) {
      assertThat(results.readLine()).contains("\"value\"");
      run.toHandle().destroy();

      assertThat(results.lines()).allSatisfy(line -> assertThat(line).contains("\"value\""));
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(folder).isEmptyDirectory();
    } finally {
      run.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void what_fails_because_the_process_ends_has_not_failed(String backend)
      throws IOException, InterruptedException {
    String store = "--store=" + folder.resolve("store");
    Process run = new ProcessBuilder(Finished.line(
            List.of(),
            "run",
            "--kernel=" + TestKernels.fullName("hook"),
            "--range=0:50",
            "--backend=" + backend,
            "--n-jobs=2",
            store))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader results = run.inputReader(StandardCharsets.UTF_8)) {
      assertThat(results.readLine()).contains("\"value\":0");
      run.toHandle().destroy();

      assertThat(results.lines()).isEmpty();
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      run.destroyForcibly();
    }

    assertThat(Finished.here("runs", "--json", store).out()).contains("\"settled\":1,\"failed\":0");
  }

  /** Its workers are killed with it, and what they were running may not run twice. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there")
  void what_runs_in_the_workers_of_a_process_that_ends_has_not_failed()
      throws IOException, InterruptedException {
    String store = "--store=" + folder.resolve("store");
    Process run = new ProcessBuilder(Finished.line(
            List.of(),
            "run",
            "--kernel=" + TestKernels.fullName("once"),
            "--range=0:400",
            "--batch-size=1",
            "--n-jobs=3",
            store))
        .start();
    try (BufferedReader results = run.inputReader(StandardCharsets.UTF_8);
        BufferedReader messages = run.errorReader(StandardCharsets.UTF_8)) {
      assertThat(results.readLine()).contains("\"value\":0");
      run.toHandle().destroy();

      assertThat(results.lines()).allSatisfy(line -> assertThat(line).contains("\"value\""));
      // Calls that waited for a worker kept the process for as long as it may take to stop.
      assertThat(messages.lines())
          .noneMatch(line -> line.contains("still running"))
          .anyMatch(line -> line.startsWith("resume with"))
          .anyMatch(line -> line.startsWith("elapsed"));
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      run.destroyForcibly();
    }

    assertThat(Finished.here("runs", "--json", store).out()).contains("\"failed\":0");
  }
}
