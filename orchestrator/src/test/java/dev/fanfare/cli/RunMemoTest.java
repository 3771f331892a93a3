package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run with {@code --memo} takes values from there, and {@code memo why} tells why it did not. */
@Timeout(60)
final class RunMemoTest {

  @TempDir
  private Path folder;

  private Finished run(String range, String... more) {
    return runKernel("sum", range, more);
  }

  private Finished runKernel(String kernel, String range, String... more) {
    String[] line = {
      "run",
      "--kernel",
      kernel,
      "--range",
      range,
      "--backend",
      "threads",
      "--n-jobs",
      "2",
      "--store",
      folder.resolve("store").toString(),
      "--memo",
      memo(),
      "--out",
      folder.resolve("out.jsonl").toString()
    };
    return Finished.here(Stream.of(line, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  private String memo() {
    return folder.resolve("memo").toString();
  }

  private Finished why(String task, String... more) {
    String[] line = {"memo", "why", memo(), task};
    return Finished.here(Stream.of(line, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void a_second_run_computes_only_what_is_new() {
    assertThat(run("0:20").exitCode()).isZero();

    Finished second = run("0:25");

    assertThat(second.exitCode()).isZero();
    assertThat(second.err()).contains("20 remembered").contains("5 new");
    assertThat(folder.resolve("out.jsonl"))
        .content()
        .contains("{\"index\":3,\"value\":3,\"remembered\":true")
        .doesNotContain("{\"index\":24,\"value\":276,\"remembered\"");
  }

  @Test
  void why_tells_what_differs_from_the_nearest_remembered_call() {
    run("0:20");

    assertThat(why("{\"kernel\":\"sum\",\"args\":[7]}").out()).isEqualTo("it is remembered\n");
    Finished other = why("{\"kernel\":\"sum\",\"args\":[70]}");
    assertThat(other.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(other.out()).startsWith("argument 1 (n): ").contains("-> 70");
    assertThat(why("{\"kernel\":\"wait_loop\",\"args\":[7]}").out())
        .isEqualTo("no call of this kernel is remembered\n");
  }

  @Test
  void why_tells_that_bad_records_are_not_remembered() {
    run("0:1");

    Finished why =
        why("{\"kernel\":\"dev.fanfare.kernel.BadRecord::fail\",\"args\":[\"a.csv@4: no price\"]}");

    assertThat(why.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(why.out()).isEqualTo("bad records are not remembered\n");
  }

  @Test
  void why_tells_that_an_entry_was_stored_without_its_code() {
    run("0:1", "--memo-code", "ignore");

    String task = "{\"kernel\":\"sum\",\"args\":[0]}";
    assertThat(why(task).out()).isEqualTo("its entry was stored with --memo-code ignore\n");
    assertThat(why(task, "--memo-code", "ignore").exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sum(1)                        | TASK: expected a task in JSON",
        "{\"kernel\":\"sun\",\"args\":[1]}   | TASK: unknown kernel 'sun', did you mean 'sum'?",
        "{\"kernel\":\"sum\",\"args\":[1,2]} | TASK: "
      })
  void a_task_that_cannot_be_called_is_refused(String task, String expected) {
    run("0:1");

    why(task).assertRefused(expected);
  }

  @Test
  void ls_and_show_tell_the_version_or_that_the_code_is_ignored() {
    runKernel(TestKernels.fullName("versioned"), "0:2");
    run("0:1", "--memo-code", "ignore");
    run("0:1");

    assertThat(Finished.here("memo", "ls", memo()).out())
        .containsPattern("TestKernels::versioned +version:2 +2 ")
        .containsPattern("SeedKernels::sum +ignored +1 ")
        .containsPattern("SeedKernels::sum +[0-9a-f]{12} +1 ");
    assertThat(Finished.here("memo", "ls", memo(), "--json", "--kernel", "versioned")
            .out())
        .contains("\"code\":\"version:2\"");
    assertThat(Finished.here("memo", "show", memo()).out())
        .contains("\"code\":\"version:2\"", "\"code\":\"ignored\"")
        .containsPattern("\"code\":\"[0-9a-f]{64}\"");
  }

  @Test
  void a_kernel_has_the_name_that_a_run_knows_it_by() {
    runKernel("wait_loop", "0:1");

    assertThat(Finished.here("memo", "ls", memo(), "--kernel", "wait_loop").out())
        .contains("SeedKernels::waitLoop");
  }

  @Test
  void a_file_is_no_place_for_a_memo_and_nothing_runs() throws IOException {
    Files.writeString(folder.resolve("memo"), "mine");

    run("0:2").assertRefused("--memo must be a folder or s3://bucket/prefix, got: " + memo());
    assertThat(folder.resolve("out.jsonl")).doesNotExist();
    assertThat(folder.resolve("memo")).hasContent("mine");
  }

  @Test
  void a_dry_run_says_that_it_does_not_look_into_the_memo() {
    run("0:2");

    Finished dry = run("0:3", "--dry-run");

    assertThat(dry.out()).contains("tasks        3 in");
    assertThat(dry.err()).contains("remembered tasks are counted like others");
  }

  @Test
  void a_policy_without_a_memo_is_refused() {
    Finished refused =
        Finished.here("run", "--kernel", "sum", "--range", "0:2", "--memo-code", "ignore");

    assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err()).contains("--memo-code needs --memo");
  }
}
