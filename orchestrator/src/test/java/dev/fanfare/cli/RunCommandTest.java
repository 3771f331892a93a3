package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.fanfare.ElapsedReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that goes well: what it writes, and where. */
@Timeout(60)
final class RunCommandTest {

  @TempDir
  Path folder;

  private Path out() {
    return folder.resolve("results.jsonl");
  }

  private Path jobs(String... lines) throws IOException {
    return Files.writeString(folder.resolve("jobs.jsonl"), String.join("\n", lines));
  }

  private Finished run(String... arguments) {
    return runOn("threads", arguments);
  }

  private Finished runOn(String backend, String... arguments) {
    Stream<String> command =
        Stream.of("run", "--backend=" + backend, "--n-jobs=2", "--out=" + out());
    Finished run =
        Finished.here(Stream.concat(command, Stream.of(arguments)).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  @Test
  void a_dry_run_says_what_would_run_and_runs_nothing() {
    Finished one = Finished.here(
        "run", "--kernel=sum", "--range=0:1", "--backend=threads", "--n-jobs=1", "--dry-run");

    assertThat(one.out())
        .isEqualToIgnoringNewLines("backend      threads, 1 workertasks        1 in at most 1 batch"
            + "on Lambda    0.00002303 USD per second of a worker with one vCPU, and at most"
            + " 0.000005600 USD for requests to Lambda and S3 (us-east-1, arm64, prices of 2026-11)"
            + "nothing has run");
    assertThat(run("--kernel=sum", "--range=0:9", "--batch-size=3", "--dry-run").out())
        .contains("threads, 2 workers", "9 in at most 7 batches");
    assertThat(out()).doesNotExist();
  }

  @Test
  void a_result_is_a_line_of_index_value_and_seconds_in_the_order_of_the_job_list()
      throws IOException {
    run("--kernel=sum", "--range=0:100");

    List<String> lines = Files.readAllLines(out());
    assertThat(lines).hasSize(100);
    for (int n = 0; n < lines.size(); n++) {
      JsonObject result = JsonParser.parseString(lines.get(n)).getAsJsonObject();
      assertThat(result.keySet()).containsExactly("index", "value", "wallSeconds", "cpuSeconds");
      assertThat(result.get("index").getAsLong()).isEqualTo(n);
      assertThat(result.get("value").getAsLong()).isEqualTo(n * (n - 1L) / 2);
      assertThat(result.get("wallSeconds").getAsDouble()).isNotNegative();
    }
  }

  @Test
  void other_viewers_get_a_job_log_and_a_trace_of_all_tasks() throws IOException {
    Path jobLog = folder.resolve("joblog");
    Path trace = folder.resolve("trace.json");

    run("--kernel=sum", "--range=0:100", "--joblog=" + jobLog, "--trace=" + trace);

    assertThat(Files.readAllLines(jobLog)).hasSize(101).first().asString().startsWith("Seq\tHost");
    assertThat(Files.readAllLines(jobLog)).allMatch(line -> line.split("\t").length == 9);
    JsonObject events = JsonParser.parseString(Files.readString(trace)).getAsJsonObject();
    long tasks = events.getAsJsonArray("traceEvents").asList().stream()
        .filter(event -> event.getAsJsonObject().get("name").getAsString().contains("sum "))
        .count();
    assertThat(tasks).isEqualTo(100);
  }

  @Test
  void a_result_is_in_the_file_as_soon_as_it_is_known() throws IOException {
    String line = TestKernels.line("lines", "\"" + out().toString().replace("\\", "\\\\") + "\"");

    runOn("sequential", jobs(line, line, line).toString(), "--values");

    assertThat(out()).hasContent("0\n1\n2");
  }

  @Test
  void a_job_list_may_call_kernels_by_short_and_full_name_with_arguments_by_position_and_by_name()
      throws IOException {
    Path jobs = jobs(
        "{\"kernel\":\"sum\",\"args\":[4]}",
        "",
        "{\"kernel\":\"sum\",\"kwargs\":{\"n\":5}}",
        TestKernels.line("hello", "\"J\u00FCrgen\""));

    run(jobs.toString(), "--values");

    assertThat(out()).hasContent("6\n10\nhello J\u00FCrgen");
  }

  @Test
  void a_dash_is_standard_input() throws IOException {
    withStandardInput("{\"kernel\":\"sum\",\"args\":[4]}\n", () -> run("-", "--values"));

    assertThat(out()).hasContent("6");
  }

  @Test
  void a_wrong_line_of_standard_input_is_told_as_such() {
    withStandardInput(
        "{\"kernel\":\"sum\",\"args\":[4]}\n{",
        () -> Finished.here("run", "-")
            .assertRefused("fanfare: standard input:2: the line ends before the task is complete"));
  }

  private static void withStandardInput(String text, Runnable test) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      test.run();
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void an_empty_job_list_has_an_empty_result_and_a_warning() throws IOException {
    Path none = jobs();
    assertThat(run(none.toString()).err()).startsWith(none + ": no tasks" + System.lineSeparator());
    assertThat(out()).isEmptyFile();

    Path blank = jobs("", "  ", "");
    assertThat(run(blank.toString()).err()).startsWith(blank + ": no tasks");
    assertThat(out()).isEmptyFile();
  }

  @Test
  void an_empty_range_has_an_empty_result() {
    Finished run = run("--kernel=sum", "--range=7:7");

    assertThat(out()).isEmptyFile();
    assertThat(run.err())
        .startsWith("--range 7:7: no tasks")
        .contains("\ntasks         0 in 0 batches")
        .doesNotContain("speed-up");
  }

  @Test
  void a_range_may_begin_below_zero() {
    run("--kernel=identity", "--range", "-2:2", "--values");

    assertThat(out()).hasContent("-2\n-1\n0\n1");
  }

  @Test
  void the_report_is_told_on_standard_error() {
    // Enough tasks that the clock of the process, which may tick every 10 ms, sees the
    // orchestrator.
    Finished run = run("--kernel=sum", "--range=0:20000", "--batch-size=1");

    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("elapsed ")
        .contains("\ntasks         20000 in 20000 batches: ", "\nworkers       2\n")
        .contains("\norchestrator ", "\nspeed-up ");
  }

  @Test
  void the_report_as_json_has_every_figure_and_standard_error_is_quiet() throws IOException {
    Finished run = run("--kernel=sum", "--range=0:3", "--json");

    JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(report.keySet()).containsExactlyElementsOf(documentedFields());
    assertThat(report.keySet())
        .containsAll(Stream.of(ElapsedReport.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList());
    assertThat(report.get("backend").getAsString()).isEqualTo("threads");
    assertThat(report.get("workers").getAsInt()).isEqualTo(2);
    assertThat(report.get("tasks").getAsInt()).isEqualTo(3);
    assertThat(report.get("failed").getAsInt()).isZero();
    assertThat(report.get("wallNanos").getAsLong()).isPositive();
    assertThat(run.err()).isEmpty();
  }

  /** The rows of the table that begin with a name and a unit. */
  private static List<String> documentedFields() throws IOException {
    return Files.readAllLines(Path.of("../.docs/command-line.md")).stream()
        .dropWhile(line -> !line.equals("### Report as JSON"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .toList();
  }

  @Test
  void an_exclusive_kernel_runs_one_at_a_time_on_threads() {
    run("--kernel=" + TestKernels.fullName("alone"), "--range=0:50", "--values");

    assertThat(out())
        .hasContent(String.join("\n", LongStream.range(0, 50).mapToObj(n -> "1").toList()));
  }
}
