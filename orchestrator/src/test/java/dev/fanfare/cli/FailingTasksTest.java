package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that fail are told, and the results of the others are there. */
@Timeout(120)
final class FailingTasksTest {

  @TempDir
  Path folder;

  private Finished run(String kernel, int tasks, String backend) {
    return Finished.here(
        "run",
        "--kernel=" + TestKernels.fullName(kernel),
        "--range=0:" + tasks,
        "--backend=" + backend,
        "--n-jobs=2",
        "--batch-size=1",
        "--out=" + out());
  }

  private Path out() {
    return folder.resolve("results.jsonl");
  }

  private List<JsonObject> results() throws IOException {
    return Files.readAllLines(out()).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private void assertValueIsItsIndex(JsonObject result, int index) {
    assertThat(result.get("index").getAsInt()).isEqualTo(index);
    assertThat(result.get("value").getAsInt()).isEqualTo(index);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_kernel_that_throws_is_told_with_its_remote_stack_and_the_others_are_written_in_order(
      String backend) throws IOException {
    Finished run = run("odd", 5, backend);

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err())
        .contains("task 1 failed, " + TestKernels.fullName("odd")
            + "(1): java.lang.IllegalStateException: no luck with 1")
        .contains("\tat " + TestKernels.class.getName() + ".odd(TestKernels.java:")
        .contains("task 3 failed, ")
        .contains("5 (2 failed) in ");
    assertThat(results()).hasSize(5);
    for (int index : List.of(0, 2, 4)) {
      assertValueIsItsIndex(results().get(index), index);
    }
    JsonObject error = results().get(3).getAsJsonObject("error");
    assertThat(error.get("task").getAsString()).isEqualTo(TestKernels.fullName("odd") + "(3)");
    assertThat(error.get("type").getAsString()).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.get("message").getAsString()).isEqualTo("no luck with 3");
    assertThat(error.get("trace").getAsString()).contains("TestKernels.odd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit", "eat"})
  void a_kernel_that_kills_its_worker_is_told_and_the_others_are_written(String kernel)
      throws IOException {
    Finished run = run(kernel, 5, "processes");

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err())
        .contains("task 1 failed, " + TestKernels.fullName(kernel) + "(1): ")
        .contains("exit")
        .contains("5 (1 failed) in ")
        .doesNotContain("\tat ");
    assertThat(results()).hasSize(5);
    for (int index : List.of(0, 2, 3, 4)) {
      assertValueIsItsIndex(results().get(index), index);
    }
    assertThat(results().get(1).has("error")).isTrue();
  }

  @Test
  void of_many_failures_the_first_are_told_and_the_others_counted() {
    Finished run = run("odd", 20, "threads");

    assertThat(run.err().lines().filter(line -> line.startsWith("task "))).hasSize(5);
    assertThat(run.err()).contains("... and 5 more failed");
  }

  @Test
  void failed_tasks_are_left_out_of_bare_values() throws IOException {
    Finished run = Finished.here(
        "run",
        "--kernel=" + TestKernels.fullName("odd"),
        "--range=0:5",
        "--backend=threads",
        "--values",
        "--out=" + out());

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(Files.readAllLines(out()))
        .isEqualTo(IntStream.of(0, 2, 4).mapToObj(Integer::toString).toList());
  }

  @Test
  void what_tasks_print_in_their_processes_is_told_with_their_index() {
    Finished run = run("print", 2, "processes");

    assertThat(run.err()).contains("task 0: printed 0", "task 1: printed 1");
  }

  @Test
  void the_command_that_reruns_them_can_be_pasted_whatever_the_store_is_called(
      @TempDir Path folder) {
    Path store = folder.resolve("my runs");

    Finished run = Finished.here(
        "run",
        "--kernel=" + TestKernels.fullName("odd"),
        "--range=0:2",
        "--backend=threads",
        "--store=" + store);

    assertThat(run.err()).contains(" --store '" + store + "'");
  }
}
