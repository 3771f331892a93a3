package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.fanfare.rows.RowKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Job lists that are made of the records of a file, or of files. */
@Timeout(120)
final class RowsCommandTest {

  @TempDir
  Path folder;

  private Path out() {
    return folder.resolve("results.jsonl");
  }

  private String file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  private static String kernel(String name) {
    return "--kernel=" + RowKernels.class.getName() + "::" + name;
  }

  private Finished fanfare(String command, String... more) {
    String[] first = {command, "--store=" + folder.resolve("store")};
    String[] all = Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new);
    return Finished.here(all);
  }

  private Finished run(String... more) {
    String[] first = {"--backend=threads", "--n-jobs=2", "--out=" + out()};
    return fanfare("run", Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "processes"})
  void the_records_of_a_file_are_tasks_with_an_origin(String backend) throws IOException {
    String csv = file("a.csv", "a,b\r\n2,3\r\nx,3\r\n4,5\r\n");

    Finished run =
        fanfare("run", kernel("times"), "--rows=" + csv, "--backend=" + backend, "--out=" + out());

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.TASKS_FAILED);
    List<JsonObject> results = Files.readAllLines(out()).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
    assertThat(results)
        .extracting(result -> result.get("origin").getAsString())
        .containsExactly(csv + "@5", csv + "@10", csv + "@15");
    assertThat(results.get(0).get("value").getAsLong()).isEqualTo(6);
    assertThat(results.get(1).getAsJsonObject("error").get("message").getAsString())
        .isEqualTo(csv + "@10: column 'a' cannot be read as long: not a number: \"x\"");
    assertThat(results.get(2).get("value").getAsLong()).isEqualTo(20);
    assertThat(run.err().lines().filter(line -> line.contains("@10")))
        .containsExactly("task 1 failed, " + csv
            + "@10: column 'a' cannot be read as long: not a number: \"x\"");
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_bad_record_is_not_retried_and_the_hint_is_to_correct_the_file(String backend)
      throws IOException {
    String csv = file("a.csv", "a,b\n2,3\nx,3\n");
    String[] options = {"--backend=" + backend, "--retries=3", "--out=" + out(), "--json"};

    Finished run = fanfare(
        "run",
        Stream.concat(Stream.of(kernel("times"), "--rows=" + csv), Stream.of(options))
            .toArray(String[]::new));

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(JsonParser.parseString(run.out())
            .getAsJsonObject()
            .getAsJsonObject("setbacks")
            .get("retriedFailures")
            .getAsInt())
        .isZero();
    assertThat(run.err())
        .contains("a bad record fails each time: correct the file and run it again")
        .doesNotContain("retry-failed");
  }

  @Test
  void what_is_recorded_is_shown_and_run_again_with_its_origin() throws IOException {
    String csv = file("a.csv", "a,b\n2,3\nx,3\n");
    run(kernel("times"), "--rows=" + csv);
    List<String> first = Files.readAllLines(out());

    Finished show = fanfare("show", "last", "--out=" + out());
    assertThat(show.exitCode()).as(show.err()).isZero();
    assertThat(Files.readAllLines(out())).isEqualTo(first);
    assertThat(show.out()).contains("task 1 failed, " + csv + "@8: column 'a' cannot be read");
    assertThat(fanfare("retry-failed", "last", "--backend=threads", "--out=" + out())
            .err())
        .contains(
            "1 of 2 tasks failed", "@8: column 'a' cannot be read as long", "correct the file")
        .doesNotContain("run the failed tasks again with");
  }

  @Test
  void a_run_goes_on_with_the_same_file_and_not_with_a_changed_or_shorter_one() throws IOException {
    String csv = file("a.csv", "a,b\n2,3\n4,5\n");
    run(kernel("times"), "--rows=" + csv);
    String[] again = {"last", kernel("times"), "--rows=" + csv, "--values", "--out=" + out()};

    Finished resumed = fanfare("resume", again);
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(out()).hasContent("6\n20");

    file("a.csv", "a,b\n2,3\n4,6\n");
    fanfare("resume", again).assertRefused("has changed: task 1 was ", "(4, 5) from " + csv + "@8");
    file("a.csv", "a,b\n2,3\n");
    fanfare("resume", again).assertRefused("had 2 tasks and now has 1");
    file("a.csv", "a,b\n\n2,3\n4,5\n");
    // An empty line more: the same calls, from elsewhere.
    assertThat(fanfare("resume", again).exitCode()).isZero();
  }

  @Test
  void files_that_match_a_pattern_are_tasks_in_the_order_of_their_names() throws IOException {
    String b = file("in/b.txt", "two");
    String a = file("in/a.txt", "one");
    String deep = file("in/deep/c.txt", "three");
    file("in/.hidden.txt", "");
    file("in/d.csv", "");

    run(kernel("content"), "--items=" + folder + "/in/*.txt", "--values");
    assertThat(out()).hasContent("one\ntwo");
    run(kernel("name"), "--items=" + folder + "/in/**/?.txt", "--values");
    assertThat(out()).hasContent(a + "\n" + b + "\n" + deep);
    run(kernel("content"), "--items=" + deep);
    assertThat(out()).content().contains("\"origin\":\"" + deep + "\",\"value\":\"three\"");
  }

  @Test
  void a_dry_run_counts_and_runs_nothing() throws IOException {
    String jsonl = file("a.data", "{}\n\n{}\n{}");

    Finished dry = run(kernel("text"), "--rows=" + jsonl, "--rows-format=jsonl", "--dry-run");

    assertThat(dry.out()).contains("tasks        3 in at most 3 batches", "nothing has run");
    assertThat(out()).doesNotExist();
  }

  @Test
  void a_file_without_records_is_told() throws IOException {
    String csv = file("a.csv", "a,b\n");

    Finished run = run(kernel("times"), "--rows=" + csv);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("--rows " + csv + ": no tasks");
  }

  @Test
  void results_do_not_go_over_what_is_read() throws IOException {
    String csv = file("a.csv", "a,b\n1,2\n");

    fanfare("run", kernel("times"), "--rows=" + csv, "--out=" + csv)
        .assertRefused("--out must not be the job list itself: " + csv);
    fanfare("run", kernel("name"), "--items=" + folder + "/*.csv", "--out=" + csv)
        .assertRefused("--out must not be the job list itself: " + csv);
    assertThat(Path.of(csv)).hasContent("a,b\n1,2\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rows=a.csv --kernel=sum jobs.jsonl      | expected either a job list or --kernel with",
        "--rows=a.csv --kernel=sum --range=0:3     | got: --range and --rows",
        "--rows=a.csv --items=*.csv --kernel=sum   | got: --rows and --items",
        "--rows=a.csv                              | --kernel is missing: --kernel and --rows go together",
        "--items=*.csv                             | --kernel is missing: --kernel and --items go together",
        "--rows-format=csv --kernel=sum            | requires one of --range, --arg, --args-from, --rows and --items, got: none",
        "--rows-format=csv --range=0:3 --kernel=sum | --rows-format requires --rows",
        "--rows-format=tsv --rows=a.csv --kernel=sum | a format must be csv or jsonl, got: tsv",
        "--rows=a.tsv --kernel=sum                 | expected a file that ends in .csv or .jsonl, or a format",
        "--rows=no.csv --kernel=sum                | no.csv: no such file",
        "--rows=- --kernel=sum --rows-format=csv   | -: no such file",
        "--rows=s3:// --kernel=sum                 | expected s3://bucket/key, got: s3://",
        "--rows=http://x/a.csv --kernel=sum        | expected a file or s3://bucket/key, got: http://x/a.csv",
        "--items=no/*.csv --kernel=sum             | a kernel for files must take a String or a byte[], got: sum(long n)",
        "--rows=no.csv --kernel=sun                | --kernel: unknown kernel 'sun', did you mean 'sum'?"
      })
  void a_wrong_combination_is_told(String options, String expected) {
    Finished.here(("run " + options).split(" ")).assertRefused(expected);
  }

  @Test
  void a_pattern_that_nothing_matches_is_told() {
    run(kernel("name"), "--items=" + folder + "/no/*.csv")
        .assertRefused("no file matches " + folder + "/no/*.csv");
  }
}
