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

/** Sweeps without JSON. */
@Timeout(60)
final class SweepTest {

  @TempDir
  Path folder;

  private Path out() {
    return folder.resolve("results");
  }

  private Finished fanfare(String command, String... arguments) {
    Stream<String> all =
        Stream.of(command, "--store=" + folder.resolve("store"), "--backend=threads");
    return Finished.here(Stream.concat(all, Stream.of(arguments)).toArray(String[]::new));
  }

  private static String kernel(String name) {
    return "--kernel=" + TestKernels.fullName(name);
  }

  private Path csv(String... lines) throws IOException {
    return Files.writeString(folder.resolve("rows.csv"), String.join("\n", lines));
  }

  private String out(String name) {
    return "--out=" + folder.resolve(name);
  }

  @Test
  void the_size_of_a_grid_is_printed_first_and_each_result_names_its_combination()
      throws IOException {
    Finished run =
        fanfare("run", kernel("times"), "--arg", "a=80:90:5", "--arg", "b=0.1,0.2", out("results"));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).startsWith("3 x 2 = 6 tasks" + System.lineSeparator());
    assertThat(Files.readAllLines(out()))
        .hasSize(6)
        .first()
        .asString()
        .startsWith(
            "{\"index\":0,\"origin\":\"a=80,b=0.1\",\"kwargs\":{\"a\":80.0,\"b\":0.1},\"value\":8.0,");

    List<String> results = Files.readAllLines(out());
    fanfare("show", "last", out("results"));
    assertThat(Files.readAllLines(out())).isEqualTo(results);
  }

  @Test
  void a_grid_can_be_described_compared_and_resumed() throws IOException {
    assertThat(fanfare("run", kernel("times"), "--arg=a=1:3:1", "--arg=b=2", "--dry-run")
            .out())
        .contains("tasks        3 in at most");
    assertThat(Finished.here(
                "compare", kernel("times"), "--arg=a=1:3:1", "--arg=b=2", "--backends=threads")
            .exitCode())
        .isZero();

    fanfare("run", kernel("odd"), "--arg=n=0:9:1", "--halt=now,fail=1", "-j1", out("first"));
    Finished rest =
        fanfare("resume", "last", kernel("odd"), "--arg=n=0:9:1", "--values", out("results"));

    assertThat(rest.exitCode()).as(rest.err()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(out()).hasContent("0\n2\n4\n6\n8");
    assertThat(fanfare("resume", "last", kernel("odd"), "--arg=n=0:8:1").err())
        .contains("now has 9");
  }

  @Test
  void a_grid_that_does_not_fit_into_memory_starts_at_once_and_is_recorded_as_it_is_read() {
    Finished run = fanfare(
        "run", kernel("odd"), "--arg=n=0:1000000000:1", "--halt=now,fail=1", "-j1", out("results"));

    assertThat(run.err())
        .contains("1000000001 tasks", "halted: 1 task has failed, 2 of 1000000001");
  }

  @Test
  void each_row_of_a_file_is_a_call_with_constants() throws IOException {
    String rows = csv("a", "1", "", "3").toString();

    Finished run =
        fanfare("run", kernel("times"), "--args-from", rows, "--arg=b=0.5", out("results"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readAllLines(out()))
        .satisfiesExactly(
            first -> assertThat(first)
                .startsWith("{\"index\":0,\"origin\":\"" + rows
                    + ":2\",\"kwargs\":{\"a\":1.0,\"b\":0.5},\"value\":0.5,"),
            second -> assertThat(second)
                .startsWith("{\"index\":1,\"origin\":\"" + rows
                    + ":4\",\"kwargs\":{\"a\":3.0,\"b\":0.5},\"value\":1.5,"));
  }

  @Test
  void the_origin_of_a_row_has_the_path_as_it_was_given() throws IOException {
    Path rows = Path.of("").toAbsolutePath().relativize(csv("a", "1").toAbsolutePath());

    fanfare("run", kernel("times"), "--args-from=" + rows, "--arg=b=2", out("results"));

    assertThat(out()).content().contains("\"origin\":\"" + rows + ":2\"");
  }

  @Test
  void nothing_runs_if_a_row_of_arguments_does_not_fit_and_all_such_rows_are_told()
      throws IOException {
    String rows = csv("name", "\"two", "lines\"", "", "\"x\"y", "z", "a,b").toString();

    Finished run = fanfare("run", kernel("hello"), "--args-from", rows, out("results"));

    run.assertRefused(rows + ":5: ", rows + ":7: ");
    assertThat(run.err()).doesNotContain(":2: ", ":6: ");
    assertThat(fanfare("runs").out()).doesNotContain("threads");
  }

  @Test
  void a_renamed_file_of_arguments_is_the_same_list() throws IOException {
    Path rows = csv("a", "1", "3");
    fanfare("run", kernel("times"), "--args-from=" + rows, "--arg=b=2", out("results"));
    Path other = Files.move(rows, folder.resolve("renamed.csv"));

    Finished resumed = fanfare(
        "resume", "last", kernel("times"), "--args-from=" + other, "--arg=b=2", out("results"));

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(out()).content().contains(rows + ":3");
  }

  @Test
  void a_file_of_arguments_and_constants_that_do_not_fit_are_refused() throws IOException {
    String rows = csv("a", "1").toString();
    String other =
        Files.writeString(folder.resolve("other.csv"), "a,b,c\n1,2,3\n").toString();

    List<Finished> refused = List.of(
        fanfare("run", kernel("times"), "--args-from=" + rows),
        fanfare("run", kernel("times"), "--args-from=" + rows, "--arg=b=1,2"),
        fanfare("run", kernel("times"), "--args-from=" + rows, "--arg=b=1", "--arg=a=1"),
        fanfare("run", kernel("times"), "--args-from=" + other),
        fanfare("run", kernel("times"), "--args-from=" + folder.resolve("none.csv"), "--arg=b=1"),
        fanfare("run", kernel("times"), "--args-from=" + rows, "--out=" + rows, "--arg=b=1"));

    assertThat(refused).extracting(Finished::exitCode).containsOnly(ExitCode.BAD_INPUT);
    assertThat(refused.get(0).err())
        .contains("there is no column 'b'", "the same value for all rows: --arg NAME=VALUE");
    assertThat(refused.get(1).err()).contains("argument 'b' must have one value", "got: 2");
    assertThat(refused.get(2).err()).contains("column 'a' is also given as a constant");
    assertThat(refused.get(3).err())
        .contains("there is no 'c' in", "--rows instead of --args-from leaves such columns out");
    assertThat(refused.get(4).err()).contains("none.csv");
    assertThat(refused.get(5).err()).contains("--out must not be the job list itself");
  }

  @Test
  void arg_goes_with_a_kernel_and_with_no_other_calls() {
    assertThat(fanfare("run", "--arg=a=1").err())
        .contains("--kernel is missing: --kernel and --arg go together");
    assertThat(fanfare("run", kernel("times"), "--arg=a=1", "--range=0:3").err())
        .contains("--kernel requires one of ", "got: --range and --arg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sum  | n=1:5   | --arg: n=1:5: expected a range of numbers FROM:TO:STEP, with TO included, got: 1:5; did you mean 1:5:1?",
        "sum  | m=1     | --arg: m=1: there is no 'm' in sum(long n) -> long",
        "sun  | n=1     | --kernel: unknown kernel 'sun', did you mean 'sum'?",
        "dev.fanfare.rows.RowKernels::quote | quote=1 | there is no 'quote' in dev.fanfare.rows.RowKernels::quote(RowKernels.Quote quote) -> String, which takes the fields of one record: symbol, price, lot, open, day, side",
        "dev.fanfare.rows.RowKernels::quote | prise=1 | there is no 'prise' in dev.fanfare.rows.RowKernels::quote(RowKernels.Quote quote) -> String, did you mean 'price'?",
      })
  void a_mistake_names_the_option_and_what_it_could_be(String kernel, String arg, String told) {
    assertThat(fanfare("run", "--kernel=" + kernel, "--arg=" + arg).err()).contains(told);
  }
}
