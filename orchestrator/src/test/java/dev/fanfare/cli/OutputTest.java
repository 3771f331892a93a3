package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where results cannot go. */
@Timeout(60)
final class OutputTest {

  @TempDir
  Path folder;

  @BeforeEach
  void nothingHasRun() {
    TestKernels.CALLS.set(0);
  }

  private Path jobs(String kernel) throws IOException {
    return Files.writeString(folder.resolve("jobs.jsonl"), TestKernels.line(kernel, "1"));
  }

  private static Finished run(Path jobs, Path out) {
    return Finished.here(
        "run", jobs.toString(), "--backend", "threads", "--n-jobs", "2", "--out", out.toString());
  }

  @Test
  void a_file_in_no_folder_is_refused_before_anything_runs() throws IOException {
    Path out = folder.resolve("nowhere").resolve("results.jsonl");

    run(jobs("count"), out).assertRefused("cannot write --out " + out + ": no such folder");

    assertThat(TestKernels.CALLS).hasValue(0);
  }

  @Test
  void a_store_that_cannot_be_written_is_told_with_what_to_do() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    Finished run =
        Finished.here("run", jobs("count").toString(), "--store=" + file.resolve("store"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(run.err())
        .startsWith("fanfare: cannot write recorded runs in " + file.resolve("store") + ": " + file)
        .contains("Not a directory", "--store or FANFARE_STORE, or use --no-record");
    assertThat(TestKernels.CALLS).hasValue(0);
  }

  @Test
  void a_folder_is_refused_before_anything_runs() throws IOException {
    run(jobs("count"), folder).assertRefused("cannot write --out " + folder + ": ");

    assertThat(TestKernels.CALLS).hasValue(0);
  }

  @Test
  void the_job_list_itself_is_refused_and_untouched() throws IOException {
    Path jobs = jobs("count");

    run(jobs, folder.resolve(".").resolve("jobs.jsonl"))
        .assertRefused("--out must not be the job list itself");

    assertThat(jobs).hasContent(TestKernels.line("count", "1"));
  }

  @Test
  void a_full_disk_ends_the_run_without_a_stack_trace() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();

    Finished run = run(jobs("count"), full);

    assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(run.err()).startsWith("fanfare: cannot write results: ").doesNotContain("\tat ");
  }

  @Test
  void a_result_that_json_cannot_carry_fails_its_task_alone_and_names_it() throws IOException {
    Path out = folder.resolve("results.jsonl");

    Finished run = run(jobs("thread"), out);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(Files.readString(out)).contains("\"index\":0,\"error\":");
    assertThat(run.err())
        .contains("task 0 failed, " + TestKernels.fullName("thread") + "(1): ")
        .contains("the result cannot be carried exactly as java.lang.")
        .doesNotContain("\tat ");
  }

  /** What the commands write that is no result: lists, tables, reports. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kernels",
        "--help",
        "runs",
        "show last",
        "run --kernel=sum --range=0:2 --backend=threads --json",
        "compare --kernel=sum --range=0:2 --backends=sequential"
      })
  void what_cannot_be_printed_is_told_and_no_success(String command) throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(Finished.line(List.of(), command.split(" ")))
        .redirectOutput(full.toFile())
        .redirectError(err.toFile());
    builder.environment().put("FANFARE_STORE", folder.resolve("store").toString());
    Finished.here(
        "run",
        "--kernel=sum",
        "--range=0:1",
        "--backend=threads",
        "--out=" + folder.resolve("results"),
        "--store=" + folder.resolve("store"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor()).isEqualTo(ExitCode.CANNOT_GO_ON);
      assertThat(err).content().contains("fanfare: cannot write to standard output");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_file_that_another_command_writes_is_refused_and_untouched() throws IOException {
    Path out = Files.writeString(folder.resolve("results.jsonl"), "theirs");
    try (FileOutputStream theirs = new FileOutputStream(out.toFile(), /* append= */ true);
        FileLock lock = theirs.getChannel().lock()) {
      Finished.here(
              "run",
              jobs("count").toString(),
              "--backend=threads",
              "--out=" + out,
              "--store=" + folder.resolve("store"))
          .assertRefused("--out is in use by another command: " + out);
    }

    assertThat(out).hasContent("theirs");
    assertThat(TestKernels.CALLS).hasValue(0);
  }

  @Test
  void values_that_would_go_nowhere_are_refused_before_anything_runs() throws IOException {
    Finished.here("run", jobs("count").toString(), "--backend=threads", "--json", "--values")
        .assertRefused("--values requires --out if --json is set");

    assertThat(TestKernels.CALLS).hasValue(0);
  }

  @Test
  void a_result_shows_what_its_record_holds_whatever_the_accessors_say() throws IOException {
    Path out = folder.resolve("results.jsonl");

    Finished run = Finished.here(
        "run",
        "--kernel=" + TestKernels.fullName("masked"),
        "--range=1:2",
        "--backend=threads",
        "--values",
        "--out=" + out,
        "--store=" + folder.resolve("store"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(out).hasContent("{\"user\":\"u1\",\"first\":1,\"second\":10}");
  }
}
