package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.fanfare.parallel.BlockingKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit code where something other than the command ends its process. */
@Timeout(120)
final class ExitCodeTest {

  private static final String EXIT = BlockingKernels.class.getName() + "::exit";

  @TempDir
  Path folder;

  private String store() {
    return "--store=" + folder.resolve("store");
  }

  private Path results() {
    return folder.resolve("results");
  }

  /** Two tasks that return, one that ends its process with that code, two that return. */
  private Path jobs(int code) throws IOException {
    return Files.write(
        folder.resolve("jobs.jsonl"),
        List.of(
            TestKernels.line("odd", "0"),
            TestKernels.line("odd", "2"),
            "{\"kernel\":\"" + EXIT + "\",\"args\":[" + code + "]}",
            TestKernels.line("odd", "4"),
            TestKernels.line("odd", "6")));
  }

  private Finished fanfare(String command, String operand, String backend, String... more)
      throws IOException, InterruptedException {
    Stream<String> all = Stream.concat(
        Stream.of(
            command,
            operand,
            store(),
            "--backend=" + backend,
            "--n-jobs=2",
            "--batch-size=1",
            "--out=" + results()),
        Stream.of(more));
    return Finished.inChild(folder, List.of(), all.toArray(String[]::new));
  }

  private String state() {
    return JsonParser.parseString(Finished.here("runs", "--json", store()).out())
        .getAsJsonObject()
        .get("state")
        .getAsString();
  }

  private static void assertEndedByTheKernel(Finished ended) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(ended.err())
        .contains(
            "fanfare: " + BlockingKernels.class.getName() + ".exit called System.exit",
            "resume with: fanfare resume ")
        .doesNotContain("\tat ", "waiting for");
  }

  @ParameterizedTest
  @CsvSource({"threads,0", "threads,7", "sequential,0", "sequential,7"})
  void a_kernel_that_ends_the_process_does_not_end_the_run_well(String backend, int code)
      throws Exception {
    assertEndedByTheKernel(fanfare("run", jobs(code).toString(), backend));

    assertThat(state()).isEqualTo("interrupted");
    Finished isolated = fanfare("resume", "last", "processes");
    assertThat(isolated.exitCode()).as(isolated.err()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(isolated.err()).contains("task 2 failed, " + EXIT);
    assertThat(Files.readAllLines(results())).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential"})
  void a_resumed_run_is_ended_no_better(String backend) throws Exception {
    fanfare("run", jobs(0).toString(), backend);

    assertEndedByTheKernel(fanfare("resume", "last", backend));
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential"})
  void a_second_try_is_ended_no_better(String backend) throws Exception {
    fanfare("run", jobs(0).toString(), "processes");
    assertThat(state()).isEqualTo("failed tasks");

    Finished again = fanfare("retry-failed", "last", backend);

    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(again.err())
        .contains("called System.exit", "run the failed tasks again with: fanfare retry-failed")
        .doesNotContain("\tat ");
  }

  @Test
  void a_comparison_is_ended_without_a_hint_to_resume_what_is_not_kept() throws Exception {
    Finished compared = Finished.inChild(
        folder, List.of(), "compare", jobs(0).toString(), "--backends=threads", "--n-jobs=2");

    assertThat(compared.exitCode()).as(compared.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(compared.err()).contains("called System.exit").doesNotContain("resume");
  }

  @Test
  void an_error_of_the_jvm_is_no_failed_task() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < 90_000; n++) {
      lines.add(TestKernels.line("hello", "\"" + "x".repeat(500) + n + "\""));
    }
    Path jobs = Files.write(folder.resolve("jobs.jsonl"), lines);

    Finished run = Finished.inChild(
        folder, List.of("-Xmx24m"), "run", jobs.toString(), "--backend=threads", store());

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(run.err())
        .startsWith("fanfare: out of memory: ")
        .contains("FANFARE_JAVA_OPTS=-Xmx")
        .doesNotContain("\tat ");
  }
}
