package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever writes a job list does not write to the terminal of the one who runs it. */
@Timeout(120)
final class ControlCharactersTest {

  /** Sets a terminal's title, clears its screen; as a terminal of 8 bits reads it, too. */
  private static final String STEERING = "\\u001b]0;owned\\u0007\\u001b[2J\\u009b2J\\r";

  @TempDir
  Path folder;

  private Finished run(String backend, String line) throws Exception {
    Path jobs = Files.write(folder.resolve("jobs.jsonl"), List.of(line));
    return Finished.inChild(
        folder,
        List.of(),
        "run",
        jobs.toString(),
        "--backend=" + backend,
        "--n-jobs=1",
        "--store=" + folder.resolve("store"));
  }

  private static void assertHarmless(Finished run) {
    assertThat(run.err()).contains("\\u001b]0;owned\\u0007");
    assertThat((run.out() + run.err()).replace("\r\n", "\n").chars())
        .noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kernel\":\"" + STEERING + "\",\"args\":[]}",
        "{\"kernel\":\"sum\",\"args\":[\"" + STEERING + "\"]}",
        "{\"kernel\":\"sum\",\"kwargs\":{\"" + STEERING + "\":1}}",
        "{\"" + STEERING + "\":1}"
      })
  void what_is_refused_is_told_without_them(String line) throws Exception {
    Finished run = run("threads", line);

    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertHarmless(run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_task_that_fails_is_told_without_them(String backend) throws Exception {
    Finished run = run(backend, TestKernels.line("lines", "\"/" + STEERING + "\""));

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertHarmless(run);
  }

  @Test
  void what_a_worker_prints_is_told_without_them() throws Exception {
    assertHarmless(run("processes", TestKernels.line("say", "\"" + STEERING + "\"")));
  }

  @Test
  void a_name_of_a_run_is_told_without_them() throws Exception {
    Path store = Files.createDirectories(folder.resolve("store"));
    Finished show =
        Finished.inChild(folder, List.of(), "show", "\u001b]0;owned\u0007", "--store=" + store);

    assertThat(show.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertHarmless(show);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--values", "--out=-"})
  void results_on_a_terminal_are_told_without_them(String option) throws Exception {
    Path jobs = Files.write(
        folder.resolve("jobs.jsonl"),
        List.of(TestKernels.line("hello", "\"\\u001b]0;owned\\u0007\\u009b\"")));
    Finished run = Finished.inChild(
        folder,
        List.of("-Dfanfare.terminal.stdout=true"),
        "run",
        jobs.toString(),
        "--backend=threads",
        option,
        "--store=" + folder.resolve("store"));

    assertThat(run.out()).contains("hello \\u001b]0;owned\\u0007\\u009b");
  }
}
