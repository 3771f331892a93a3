package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fanfare report} tells of a recorded run. */
final class ReportCommandTest {

  @TempDir
  Path folder;

  private String store() {
    return "--store=" + folder.resolve("store");
  }

  private Path runFolder() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("store").resolve("runs"))) {
      return runs.findFirst().orElseThrow();
    }
  }

  private void record(String... arguments) {
    Stream<String> command = Stream.of(
        "run", "--backend=threads", "--n-jobs=2", "--kernel=sum", "--range=0:20", store());
    Finished run =
        Finished.here(Stream.concat(command, Stream.of(arguments)).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private Finished report(String... arguments) {
    return Finished.here(Stream.concat(Stream.of("report", "last", store()), Stream.of(arguments))
        .toArray(String[]::new));
  }

  @Test
  void the_text_is_that_of_the_run_and_the_page_lies_in_its_folder() throws IOException {
    record();

    Finished report = report();

    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(report.out())
        .contains("elapsed ", "\ntasks         20 in ", "\non Lambda     about ");
    Path page = runFolder().resolve("report.html");
    assertThat(report.out().replaceAll("\\s", "")).contains(page.toString());
    assertThat(page).content().contains("<html", runFolder().getFileName().toString());
    assertThat(report.out().lines())
        .filteredOn(line -> !line.contains("/"))
        .allMatch(line -> line.length() < 80);
  }

  @Test
  void the_page_on_standard_output_is_the_page_in_a_file() throws Exception {
    record();
    Path file = folder.resolve("page.html");
    assertThat(report("--out=" + file).exitCode()).isZero();

    Finished child = Finished.inChild(folder, List.of(), "report", "last", store(), "--out=-");

    assertThat(child.out()).isEqualTo(Files.readString(file));
  }

  @Test
  void the_report_as_json_is_one_line_and_writes_no_page() throws IOException {
    record();

    JsonObject json = JsonParser.parseString(report("--json").out()).getAsJsonObject();

    assertThat(json.get("tasks").getAsLong()).isEqualTo(20);
    assertThat(json.get("costUsd").getAsDouble()).isPositive();
    assertThat(runFolder().resolve("report.html")).doesNotExist();
  }

  @Test
  void the_report_as_json_is_that_of_the_run() {
    Finished run = fanfare("run --backend=threads --n-jobs=2 --kernel=sum --range=0:20 --json");

    assertThat(report("--json").out()).isEqualTo(run.out());
  }

  @Test
  void the_job_log_and_the_trace_of_a_recorded_run_are_those_of_the_run() throws IOException {
    Path first = folder.resolve("first");
    record("--joblog=" + first);
    Path second = folder.resolve("second");
    Path trace = folder.resolve("trace");

    assertThat(report("--joblog=" + second, "--trace=" + trace).exitCode()).isZero();

    assertThat(second).hasSameTextualContentAs(first);
    assertThat(trace).content().contains("SeedKernels::sum 19");
  }

  /** It was killed before it had written its spans. */
  @Test
  void of_a_session_that_was_killed_what_its_outcomes_say_is_told() throws IOException {
    record();
    Path sessions = runFolder().resolve("sessions");
    Files.delete(sessions.resolve("0001-report.json"));
    Files.delete(sessions.resolve("0001-end.json"));
    Files.delete(runFolder().resolve("spans").resolve("0001-00000001.jsonl"));

    Finished report = report();

    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(report.err()).contains("Session 1 has no report, because it was killed");
    assertThat(report.out())
        .contains("tasks         20 in ", "\nworkers       ", "\nspeed-up ")
        .doesNotContain(
            "in 0 batches", "elapsed       0.00", "workers       0", "not known", "orchestrator");
    assertThat(runFolder().resolve("report.html")).content().contains("Session 1 has no report");
  }

  @Test
  void a_run_of_an_older_version_is_told_without_what_it_lacks() throws IOException {
    record();
    Files.delete(runFolder().resolve("spans").resolve("0001-00000001.jsonl"));

    Finished report = report();

    assertThat(report.exitCode()).as(report.err()).isZero();
    assertThat(runFolder().resolve("report.html"))
        .content()
        .contains("recorded without the times of its tasks");
  }

  @Test
  void no_file_is_written_over_another_one() throws IOException {
    record();
    String file = folder.resolve("file").toString();
    List<String> lines = IntStream.range(0, 20)
        .mapToObj(n -> "{\"kernel\":\"sum\",\"args\":[" + n + "]}")
        .toList();
    Path jobs = Files.write(folder.resolve("jobs"), lines);

    report("--joblog=" + file, "--trace=" + file)
        .assertRefused("--joblog and --trace must be different files");
    report("--trace=-").assertRefused("--trace must be a file, got: -");
    report("--out=" + file, "--trace=" + file)
        .assertRefused("--out and --trace must be different files");
    Finished.here("run", jobs.toString(), "--joblog=" + jobs, store())
        .assertRefused("--joblog must not be the job list itself");
    Finished.here("resume", "last", jobs.toString(), "--joblog=" + jobs, store())
        .assertRefused("--joblog must not be the job list itself");
    assertThat(Files.readAllLines(jobs)).isEqualTo(lines);
    assertThat(Path.of(file)).doesNotExist();
  }

  @Test
  void no_file_is_written_over_another_one_through_links() throws IOException {
    record();
    Path file = Files.writeString(folder.resolve("file"), "kept");
    String hard = Files.createLink(folder.resolve("hard"), file).toString();
    String soft = Files.createSymbolicLink(folder.resolve("soft"), file).toString();
    String early = Files.createSymbolicLink(folder.resolve("early"), folder.resolve("not-there"))
        .toString();

    for (String link : List.of(hard, soft)) {
      report("--out=" + file, "--joblog=" + link).assertRefused("--out and --joblog must be");
      for (String command : List.of("run --kernel=sum --range=0:3", "resume last")) {
        fanfare(command, "--out=" + file, "--trace=" + link)
            .assertRefused("--out and --trace must be");
      }
    }
    report("--out=" + folder.resolve("not-there"), "--joblog=" + early)
        .assertRefused("--out and --joblog must be different files");
    assertThat(file).hasContent("kept");
  }

  private Finished fanfare(String command, String... arguments) {
    return Finished.here(
        Stream.of(Stream.of(command.split(" ")), Stream.of(store()), Stream.of(arguments))
            .flatMap(all -> all)
            .toArray(String[]::new));
  }

  @Test
  void the_record_of_a_run_is_not_written_over() throws IOException {
    record();
    Path manifest = runFolder().resolve("run.json");
    String before = Files.readString(manifest);
    Path way = Files.createSymbolicLink(folder.resolve("way"), runFolder());

    for (Path one : List.of(manifest, way.resolve("run.json"))) {
      for (String option : List.of("--joblog=", "--trace=", "--out=")) {
        report(option + one)
            .assertRefused(option.substring(0, option.length() - 1)
                + " must not be in the folder of the store");
      }
      for (String command : List.of("show last", "resume last", "run --kernel=sum --range=0:3")) {
        fanfare(command, "--out=" + one)
            .assertRefused("--out must not be in the folder of the store");
      }
    }
    report("--joblog=" + runFolder().resolve("report.html")).assertRefused("--joblog must not be");
    assertThat(manifest).hasContent(before);
    assertThat(report("--out=" + folder.resolve("store").resolve("page.html")).exitCode())
        .isZero();
  }

  @Test
  void options_that_contradict_each_other_are_refused() {
    for (List<String> wrong : List.of(
        List.of("--json", "--out=page.html"),
        List.of("--json", "--open"),
        List.of("--out=-", "--open"))) {
      report(wrong.toArray(String[]::new)).assertRefused("leave out");
    }
  }
}
