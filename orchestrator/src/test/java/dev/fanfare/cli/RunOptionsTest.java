package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of a run that users of GNU Parallel and joblib know. */
@Timeout(60)
final class RunOptionsTest {

  @TempDir
  Path folder;

  private Path out() {
    return folder.resolve("results");
  }

  private Finished fanfare(String command, String... arguments) {
    Stream<String> all = Stream.of(
        command,
        "--store=" + folder.resolve("store"),
        "--out=" + out(),
        "--values",
        "--backend=threads");
    return Finished.here(Stream.concat(all, Stream.of(arguments)).toArray(String[]::new));
  }

  private Path jobs(String... lines) throws IOException {
    return Files.writeString(folder.resolve("jobs.jsonl"), String.join("\n", lines));
  }

  private Path odd() throws IOException {
    return jobs(List.of("0", "1", "2", "3", "4", "6", "8", "10").stream()
        .map(n -> TestKernels.line("odd", n))
        .toArray(String[]::new));
  }

  @Test
  void a_dry_run_refuses_what_the_run_would_refuse() {
    Finished.here("run", "--kernel=sum", "--range=0:3", "--retries=-1", "--dry-run")
        .assertRefused("retries must be 0 or more, got: -1");
  }

  @Test
  void more_workers_than_the_backend_starts_are_told() {
    Finished dry =
        Finished.here("run", "--kernel=sum", "--range=0:3", "--n-jobs=999999", "--dry-run");

    assertThat(dry.exitCode()).isZero();
    assertThat(dry.err()).contains("--n-jobs 999999: ", " workers, the most that this backend");
  }

  @Test
  void j_is_short_for_n_jobs() throws IOException {
    Finished run = fanfare("run", "-j1", "--json", odd().toString());

    assertThat(run.out()).contains("\"workers\":1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soon,fail=1   | halted: 1 task has failed, 2 of 8 have an outcome",
        "now,fail=1    | halted: 1 task has failed, 2 of 8 have an outcome",
        "now,fail=2    | halted: 2 tasks have failed, 4 of 8 have an outcome",
        "soon,fail=25% | halted: 2 tasks have failed, 4 of 8 have an outcome",
        "now,fail=13%  | halted: 2 tasks have failed, 4 of 8 have an outcome",
        "now,fail=12.5%| halted: 1 task has failed, 2 of 8 have an outcome",
      })
  void halt_ends_the_run_when_so_many_tasks_have_failed(String rule, String told)
      throws IOException {
    Finished run = fanfare("run", "-j1", "--halt=" + rule, odd().toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err()).contains(told, "no luck with 1", "resume with: fanfare resume ");
  }

  @Test
  void a_run_that_was_halted_can_be_resumed_and_halted_again() throws IOException {
    fanfare("run", "-j1", "--halt=now,fail=1", odd().toString());

    Finished again = fanfare("resume", "last", "-j1", "--halt=now,fail=2");
    assertThat(again.err()).contains("halted: 2 tasks have failed, 4 of 8 have an outcome");

    Finished rest = fanfare("resume", "last", "-j", "100%");
    assertThat(rest.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(out()).hasContent("0\n2\n4\n6\n8\n10");
  }

  @Test
  void without_halt_or_with_never_every_task_runs() throws IOException {
    Finished run = fanfare("run", "--halt=never", odd().toString());

    assertThat(run.err()).doesNotContain("halted");
    assertThat(out()).hasContent("0\n2\n4\n6\n8\n10");
  }

  @Test
  void a_failure_that_halts_a_run_is_shown_although_earlier_tasks_have_no_outcome()
      throws IOException {
    Path never = folder.resolve("never");
    String blocked = "{\"kernel\":\"dev.fanfare.parallel.BlockingKernels::after\",\"args\":[\""
        + never + "\",1]}";

    Finished run = fanfare(
        "run",
        "-j2",
        "--halt=now,fail=1",
        jobs(blocked, TestKernels.line("odd", "1")).toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err()).contains("task 1 failed", "no luck with 1", "1 of 2 has an outcome");
  }

  @Test
  void a_task_that_takes_longer_than_its_timeout_fails() throws IOException {
    Path jobs = jobs("{\"kernel\":\"dev.fanfare.parallel.BlockingKernels::never\",\"args\":[]}");

    Finished run = fanfare("run", "--timeout=0.1", jobs.toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err()).contains("TaskTimeoutException");
  }

  @Test
  void the_same_seed_gives_the_same_values() throws IOException {
    Path jobs = jobs(TestKernels.line("seed", ""), TestKernels.line("seed", ""));

    fanfare("run", "--seed=42", jobs.toString());
    List<String> first = Files.readAllLines(out());
    fanfare("run", "--seed=42", jobs.toString());

    assertThat(Files.readAllLines(out())).isEqualTo(first).doesNotHaveDuplicates();
    fanfare("run", "--seed=43", jobs.toString());
    assertThat(Files.readAllLines(out())).doesNotContainAnyElementsOf(first);
  }

  @Test
  void an_initializer_runs_before_the_tasks_with_arguments_in_json() throws IOException {
    Path jobs = jobs(TestKernels.line("greeted", "\"Ada\""));

    fanfare(
        "run",
        "--initializer=" + TestKernels.fullName("greet") + "(\"Hello, (\\u0041) \")",
        jobs.toString());

    assertThat(out()).hasContent("Hello, (A)  Ada");
  }
}
