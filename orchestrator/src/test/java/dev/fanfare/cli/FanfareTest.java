package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line tells of itself. */
final class FanfareTest {

  @ParameterizedTest
  @ValueSource(strings = {"run --help", "compare --help", "memo ls --help", "help run"})
  void the_help_of_a_command_does_not_repeat_the_exit_codes(String command) {
    Finished help = Finished.here(command.split(" "));

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: ").doesNotContain("Exit codes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help"})
  void exit_codes_are_documented_once_for_all_commands(String command) {
    Finished help = Finished.here(command);

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("  0     every task returned")
        .contains("  1     tasks failed")
        .contains("  2     the input is wrong")
        .contains("  3     the command could not continue")
        .contains("  130   interrupted")
        .contains("  141   the reader");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "run --version", "kernels -V"})
  void the_version_is_told_by_every_command(String command) {
    assertThat(Finished.here(command.split(" ")).out()).startsWith("fanfare ");
  }

  @Test
  void without_a_command_the_commands_are_told() {
    Finished bare = Finished.here();

    assertThat(bare.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(bare.out()).isEmpty();
    assertThat(bare.err()).startsWith("Usage: fanfare").contains("run ", "compare ", "kernels ");
  }

  @ParameterizedTest
  @CsvSource({
    "rum, run",
    "rnu, run",
    "rusn, run or runs",
    "resum, resume",
    "kernel, kernels",
    "retryfailed, retry-failed"
  })
  void a_misspelt_command_is_told_with_the_nearest(String written, String nearest) {
    Finished.here(written).assertRefused("'" + written + "'", "Did you mean: " + nearest + "?");
  }

  @Test
  void a_word_that_is_like_no_command_is_told_without_one() {
    Finished far = Finished.here("frobnicate");

    far.assertRefused(
        "unknown command 'frobnicate'; commands: init, run, resume, ", "Try 'fanfare --help'.");
    assertThat(far.err()).doesNotContain("Did you mean");
  }

  @ParameterizedTest
  @CsvSource({"list, runs", "status, runs or show", "diff, show or compare", "stop, cancel"})
  void the_name_that_other_tools_have_for_a_command_leads_to_it(String written, String command) {
    Finished.here(written).assertRefused("Did you mean: " + command + "?");
  }

  @ParameterizedTest
  @CsvSource({
    "--bakend, --backend",
    "--njobs, --n-jobs",
    "--nJobs, --n-jobs",
    "--n_jobs=4, --n-jobs",
    "--jobs, --n-jobs",
    "--output, --out",
    "--bacth-size, --batch-size"
  })
  void a_misspelt_option_is_told_with_the_nearest(String written, String nearest) {
    Finished.here("run", written, "4")
        .assertRefused(
            "Unknown option", "Did you mean: " + nearest + "?\n", "Try 'fanfare run --help'.");
  }

  @ParameterizedTest
  @CsvSource({
    "run --retries=x, --retries must be an integer",
    "show last --task=x, --task must be an integer",
    "logs last x, TASK must be an integer"
  })
  void what_is_no_integer_is_told_by_the_name_of_the_option(String command, String message) {
    Finished.here(command.split(" ")).assertRefused(message + ", got: x");
  }

  @Test
  void kernels_are_listed_with_parameters_result_and_thread_safety() {
    Finished kernels = Finished.here("kernels");

    assertThat(kernels.exitCode()).isZero();
    assertThat(kernels.out().lines())
        .isSorted()
        .anyMatch(line -> line.matches("sum\\(long n\\) -> long +thread-safe"))
        .anyMatch(
            line -> line.matches(
                "wait_loop_exclusive\\(int n\\) -> double +not thread-safe: one at a time per process"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run          | sequential, threads, processes or lambda. Default: lambda if .* otherwise processes\\.",
        "resume       | sequential, threads, processes or lambda. Default: lambda if .* otherwise as recorded\\.",
        "retry-failed | sequential, threads, processes or lambda. Default: lambda if .* otherwise as recorded\\.",
        "tune         | threads, processes or lambda. Default: lambda if .* otherwise processes\\."
      })
  void the_help_of_a_command_lists_the_backends_that_it_takes(String command, String backends) {
    String help = Finished.here(command, "--help").out().replaceAll("\\s+", " ");

    assertThat(help).containsPattern("--backend=NAME " + backends);
  }
}
