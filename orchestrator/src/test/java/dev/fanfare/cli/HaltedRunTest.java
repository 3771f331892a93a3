package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands agree on what a run has done that was halted. */
@Timeout(60)
final class HaltedRunTest {

  @TempDir
  Path folder;

  private Finished fanfare(String... arguments) {
    return Finished.here(
        Stream.concat(Stream.of(arguments), Stream.of("--store=" + folder.resolve("store")))
            .toArray(String[]::new));
  }

  private String blocked() {
    return "{\"kernel\":\"dev.fanfare.parallel.BlockingKernels::after\",\"args\":[\""
        + folder.resolve("never") + "\",1]}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void what_the_batch_that_halts_a_run_has_done_is_in_its_summary_its_results_and_its_record(
      String backend) throws IOException {
    Path out = folder.resolve("results");
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"),
        String.join(
            "\n",
            blocked(),
            blocked(),
            TestKernels.line("odd", "1"),
            TestKernels.line("odd", "2"),
            TestKernels.line("odd", "4")));

    Finished run = fanfare(
        "run",
        jobs.toString(),
        "--backend=" + backend,
        "-j2",
        "--batch-size=2",
        "--pre-dispatch=4",
        "--halt=now,fail=1",
        "--out=" + out);

    assertThat(run.err()).contains("halted: 1 task has failed, 2 of 5 have an outcome");
    assertThat(run.err()).contains("tasks         2 (1 failed)");
    assertThat(Files.readString(out).lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("{\"index\":2,\"error\""))
        .anyMatch(line -> line.startsWith("{\"index\":3,\"value\":2"));
    assertThat(fanfare("runs").out()).containsPattern(" 5 +2 +1 +interrupted");
    assertThat(fanfare("report", "last").out()).contains("tasks         2 (1 failed)");
    assertThat(fanfare("show", "last").out()).contains("tasks         5, 2 settled, 1 failed");
  }

  private Path jobs() throws IOException {
    return Files.writeString(
        folder.resolve("jobs.jsonl"),
        TestKernels.line("odd", "1") + "\n" + TestKernels.line("odd", "2"));
  }

  @Test
  void resuming_with_a_limit_that_earlier_failures_reach_says_to_raise_it() throws IOException {
    fanfare("run", jobs().toString(), "--backend=sequential", "--halt=now,fail=1");

    Finished again = fanfare("resume", "last", "--halt=now,fail=1");

    assertThat(again.err())
        .contains(
            "nothing has run: earlier failures already reach --halt; raise it, or leave it out")
        .doesNotContain("resume with");
    assertThat(fanfare("resume", "last", "--halt=now,fail=2").err()).contains("tasks         1");
  }

  @Test
  void a_resumed_run_keeps_its_retries() throws IOException {
    fanfare("run", jobs().toString(), "--backend=sequential", "--retries=2");

    assertThat(fanfare("retry-failed", "last").exitCode()).isEqualTo(ExitCode.TASKS_FAILED);

    assertThat(fanfare("show", "last", "--task=0").out().lines())
        .filteredOn(line -> line.contains("failed, then tried again"))
        .as("two tries in each session")
        .hasSize(4);
  }

  @Test
  void a_retry_that_is_halted_counts_as_its_run_does() throws IOException {
    String odd = TestKernels.line("odd", "1");
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"),
        String.join("\n", odd, odd, odd, TestKernels.line("odd", "2")));
    fanfare("run", jobs.toString(), "--backend=sequential");

    Finished retry = fanfare("retry-failed", "last", "--halt=now,fail=1");

    assertThat(retry.err())
        .contains("halted: 3 tasks have failed, 4 of 4 have an outcome")
        .contains("tasks         1 (1 failed)")
        .contains("fanfare retry-failed")
        .doesNotContain("nothing has run", "fanfare resume");
    assertThat(fanfare("runs").out()).containsPattern(" 4 +4 +3 ");
  }

  @Test
  void tasks_that_are_given_up_together_count_together() throws IOException {
    Path out = folder.resolve("results");
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"),
        TestKernels.line("haltsOnce", "1").concat("\n").repeat(4));

    Finished run = fanfare(
        "run",
        jobs.toString(),
        "--backend=processes",
        "-j1",
        "--batch-size=4",
        "--halt=now,fail=1",
        "--out=" + out);

    long settled = Files.readString(out).lines().count();
    assertThat(run.err()).contains("tasks         " + settled + " (" + settled + " failed)");
    assertThat(fanfare("runs").out()).containsPattern(" 4 +" + settled + " +" + settled + " ");
  }
}
