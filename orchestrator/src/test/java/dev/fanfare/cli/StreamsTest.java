package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to standard output and what to standard error, in a process of its own. */
@Timeout(120)
final class StreamsTest {

  private static final List<String> PIPED = List.of();
  private static final List<String> TERMINAL =
      List.of("-Dfanfare.terminal.stdout=true", "-Dfanfare.terminal.stderr=true");

  /** What only a bar's line has. */
  private static final String BAR = "100% [";

  private static final String BACKEND = "Using backend ThreadBackend with 2 concurrent workers.";
  private static final String DONE = "[Parallel(n_jobs=2)]: Done ";

  @TempDir
  Path folder;

  private Finished run(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    Stream<String> command =
        Stream.of("run", "--kernel=identity", "--range=0:5", "--backend=threads", "--n-jobs=2");
    Finished run = Finished.inChild(
        folder, options, Stream.concat(command, Stream.of(arguments)).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  @Test
  void nothing_but_results_goes_to_a_pipe() throws IOException, InterruptedException {
    Finished run = run(PIPED);

    assertThat(run.out().lines().toList())
        .hasSize(5)
        .allSatisfy(
            line -> assertThat(JsonParser.parseString(line).getAsJsonObject().keySet())
                .contains("index", "value"));
    assertThat(run.err()).startsWith("elapsed ").doesNotContain(BAR).doesNotContain("results: ");
  }

  @Test
  void nothing_but_the_report_goes_to_a_pipe_with_json() throws IOException, InterruptedException {
    Finished run = run(PIPED, "--json");

    assertThat(run.out().lines()).hasSize(1);
    assertThat(JsonParser.parseString(run.out()).getAsJsonObject().get("tasks").getAsInt())
        .isEqualTo(5);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void results_and_the_report_may_share_standard_output() throws IOException, InterruptedException {
    Finished run = run(PIPED, "--json", "--values", "--out=-");

    assertThat(run.out()).startsWith("0\n1\n2\n3\n4\n{\"runId\":");
  }

  @Test
  void a_terminal_shows_a_bar_and_how_to_see_the_results()
      throws IOException, InterruptedException {
    Finished run = run(TERMINAL);

    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(BAR)
        .containsPattern("\\Rrun +[-0-9a-f]{36}\\R"
            + "next +fanfare show last --values\\R"
            + " +fanfare report last --open\\R$");
  }

  @Test
  void a_terminal_shows_what_to_do_about_failed_tasks() throws Exception {
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"),
        TestKernels.line("odd", "0") + "\n" + TestKernels.line("odd", "1") + "\n");
    String store = "--store=" + folder.resolve("my store");
    String[] run = {"run", jobs.toString(), "--backend=threads", store, "--out=" + folder + "/out"};

    String shown = Finished.inChild(folder, TERMINAL, run).err();
    String logged = Finished.inChild(folder, PIPED, run).err();

    String last = "last --store '" + folder.resolve("my store") + "'";
    assertThat(shown)
        .contains(
            "next          fanfare show " + last + " --failed",
            "              fanfare retry-failed " + last,
            "              fanfare report " + last + " --open")
        .doesNotContain("--values", "run the failed tasks again with");
    assertThat(logged)
        .contains("run the failed tasks again with: fanfare retry-failed ")
        .doesNotContain("next ");
    String resumed = Finished.inChild(
            folder, TERMINAL, "retry-failed", "last", store, "--backend=threads")
        .err();
    assertThat(resumed)
        .containsPattern("next +fanfare show [-0-9a-f]{36} --store '.*' --values")
        .contains(" --failed", "fanfare retry-failed ");
  }

  @Test
  void a_terminal_shows_bare_values_instead_of_a_bar() throws IOException, InterruptedException {
    Finished run = run(TERMINAL, "--values");

    assertThat(run.out()).isEqualTo("0\n1\n2\n3\n4\n");
    assertThat(run.err()).doesNotContain(BAR).doesNotContain("results: ");
  }

  @Test
  void a_terminal_shows_results_where_they_are_asked_for()
      throws IOException, InterruptedException {
    assertThat(run(TERMINAL, "--values", "--out=-").out()).isEqualTo("0\n1\n2\n3\n4\n");
  }

  @Test
  void joblibs_lines_go_to_standard_error_instead_of_a_bar()
      throws IOException, InterruptedException {
    Finished run = run(TERMINAL, "--verbose=10");

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(BACKEND, DONE).doesNotContain(BAR);
  }

  @Test
  void a_verbosity_of_zero_is_no_bar_and_no_lines() throws IOException, InterruptedException {
    Finished run = run(TERMINAL, "--verbose=0");

    assertThat(run.err()).doesNotContain(BAR, BACKEND, DONE);
    // Bold, because it is a terminal.
    assertThat(run.err().replaceAll("\u001b\\[\\dm", "")).startsWith("elapsed ");
  }

  @Test
  void joblibs_lines_go_to_standard_output_from_fifty_on()
      throws IOException, InterruptedException {
    Finished run = run(TERMINAL, "--verbose=50");

    assertThat(run.out()).contains(BACKEND, DONE);
    assertThat(run.err()).doesNotContain(BACKEND, DONE);
  }

  @Test
  void a_mistake_is_no_result() throws IOException, InterruptedException {
    Finished.inChild(folder, PIPED, "run", "missing.jsonl")
        .assertRefused("fanfare: missing.jsonl: no such file");
  }

  /** What a kernel prints that shares the process goes to standard error, where standard output carries something else. */
  private Finished noisy(String command, String backend, String... more)
      throws IOException, InterruptedException {
    Path jobs = Files.write(
        folder.resolve("jobs.jsonl"),
        List.of(TestKernels.line("print", "1"), TestKernels.line("print", "2")));
    Stream<String> all =
        Stream.concat(Stream.of(command, jobs.toString(), backend, "--n-jobs=2"), Stream.of(more));
    Finished run = Finished.inChild(folder, PIPED, all.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("printed 1", "printed 2");
    assertThat(run.out()).doesNotContain("printed");
    return run;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void what_a_kernel_prints_is_not_among_the_results(String backend) throws Exception {
    Finished run = noisy("run", "--backend=" + backend);

    assertThat(run.out()
            .lines()
            .map(line ->
                JsonParser.parseString(line).getAsJsonObject().get("value").getAsInt()))
        .containsExactly(1, 2);
  }

  @Test
  void what_a_kernel_prints_is_not_in_the_report() throws Exception {
    assertThat(noisy("run", "--backend=threads", "--json").out())
        .startsWith("{")
        .hasLineCount(1);
  }

  @Test
  void what_a_kernel_prints_is_not_in_the_table() throws Exception {
    assertThat(noisy("compare", "--backends=threads").out()).startsWith("backend ");
  }

  @Test
  void joblibs_lines_are_not_among_the_results_either() throws IOException, InterruptedException {
    Finished run = run(PIPED, "--verbose=50");

    assertThat(run.out().lines()).hasSize(5).allSatisfy(line -> assertThat(line).startsWith("{"));
    assertThat(run.err()).contains(BACKEND, DONE);
  }

  @Test
  void what_a_kernel_prints_in_a_resumed_run_is_not_among_the_results() throws Exception {
    Path jobs = Files.write(
        folder.resolve("jobs.jsonl"),
        List.of(
            TestKernels.line("print", "1"),
            TestKernels.line("printOrThrow", "2,\"" + folder + "\"")));
    String store = "--store=" + folder.resolve("store");
    Finished.inChild(folder, PIPED, "run", jobs.toString(), store, "--backend=threads");
    Files.createFile(folder.resolve("allowed"));

    Finished again = Finished.inChild(folder, PIPED, "retry-failed", "last", store);

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("printed 2");
    assertThat(again.out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("{"));
  }
}
