package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gets wrong is told before anything runs, in words and not in a stack trace. */
@Timeout(60)
final class BadInputTest {

  private static final String GOOD = TestKernels.line("count", "1");

  @TempDir
  Path folder;

  @BeforeEach
  void nothingHasRun() {
    TestKernels.CALLS.set(0);
  }

  private Path jobs(String... lines) throws IOException {
    return Files.writeString(folder.resolve("jobs.jsonl"), String.join("\n", lines));
  }

  private Path out() {
    return folder.resolve("results.jsonl");
  }

  private Finished run(Path jobs, String... options) {
    Stream<String> command =
        Stream.of("run", jobs.toString(), "--backend", "threads", "--out", out().toString());
    return Finished.here(Stream.concat(command, Stream.of(options)).toArray(String[]::new));
  }

  private void assertNothingRan() {
    assertThat(TestKernels.CALLS).hasValue(0);
    assertThat(out()).doesNotExist();
  }

  @Test
  void all_wrong_lines_are_told_at_once_up_to_ten() throws IOException {
    Path some = jobs(GOOD, "one", GOOD, "two", GOOD);
    run(some).assertRefused(some + ":2: ", some + ":4: ");
    assertNothingRan();

    Path many = jobs("wrong\n".repeat(30).split("\n"));
    Finished run = run(many);
    run.assertRefused(many + ":1: ", many + ":10: ", "after 10 bad lines; there may be more");
    assertThat(run.err()).doesNotContain(many + ":11: ");
    assertNothingRan();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'kernel':'sun','args':[4]}        | unknown kernel 'sun', did you mean 'sum'?",
        "{'kernel':'sum','args':[4}         | expected a task in JSON: Unterminated array at column 27",
        "sum 4                              | expected a task in JSON",
        "sum,4                              | expected a task in JSON, as {\"kernel\":\"sum\",\"args\":[40]}, got: sum,4",
        "{'kernel':'sum','kwargs':{'n':4,'n':5}} | at $.kwargs.n, 'n' is there twice",
        "[4]                                | expected a task as {",
        "{'kernel':'sum','arg':[4]}         | expected kernel, args or kwargs, got: arg",
        "{'args':[4]}                       | expected a kernel's name, as {",
        "{'kernel':'sum','args':4}          | expected args as an array",
        "{'kernel':'sum','args':[4,5]}      | sum(long n) -> long takes 1 argument, got: 2",
        "{'kernel':'sum','kwargs':{'m':4}}  | sum(long n) -> long has no parameter named: m",
        "{'kernel':'sum','args':[4.5]}      | argument 'n' of sum(long n) -> long must be long, got: 4.5",
        "{'kernel':'sum','args':['four']}   | argument 'n' of sum(long n) -> long must be long, got: "
      })
  void a_wrong_line_is_told_with_file_and_line_and_what_was_expected(String line, String expected)
      throws IOException {
    Path jobs = jobs(GOOD, "", line.replace('\'', '"'), GOOD);

    run(jobs).assertRefused(jobs + ":3: " + expected);

    assertNothingRan();
  }

  @Test
  void a_line_that_is_not_in_utf_8_is_told_with_its_number() throws IOException {
    Path jobs = jobs(GOOD, GOOD, TestKernels.line("hello", "\"J\u00FCrgen\""), GOOD);
    Files.write(jobs, Files.readString(jobs).getBytes(StandardCharsets.ISO_8859_1));

    run(jobs).assertRefused(jobs + ":3: expected text in UTF-8");

    assertNothingRan();
  }

  @Test
  void results_of_an_earlier_run_survive_a_wrong_line() throws IOException {
    Files.writeString(out(), "precious");

    run(jobs(GOOD, "{")).assertRefused("jobs.jsonl:2: ");

    assertThat(out()).hasContent("precious");
  }

  @Test
  void a_missing_file_is_named() {
    Path missing = folder.resolve("missing.jsonl");

    run(missing).assertRefused(missing + ": no such file");

    assertNothingRan();
  }

  @Test
  void a_folder_is_no_job_list() {
    run(folder).assertRefused(folder + ": cannot be read: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--n-jobs 0           | '--n-jobs': must be a number of workers such as 4, -1",
        "-j abc               | processors, got: abc",
        "-j 0%                | processors, got: 0%",
        "-j +-2               | processors, got: +-2",
        "-j 99999999999       | processors, got: 99999999999",
        "--timeout 0          | '--timeout': must be a positive number of seconds, or a time such as 90s, 10m, 2h or 1d, got: 0",
        "--timeout 5x         | 2h or 1d, got: 5x",
        "--timeout -1         | 2h or 1d, got: -1",
        "--max-input 0        | --max-input must be at least 1 byte, got: 0",
        "--max-input 5X       | 500MB or 2G, less than 8388608T, got: 5X",
        "--seed x             | fanfare: --seed must be an integer, got: x",
        "--halt later,fail=1  | '--halt': must be never, or now or soon with a number or a percentage of failed tasks, such as now,fail=1 or soon,fail=10%, got: later,fail=1",
        "--halt now,fail=0    | soon,fail=10%, got: now,fail=0",
        "--halt now,fail=101% | soon,fail=10%, got: now,fail=101%",
        "--halt now,success=1 | soon,fail=10%, got: now,success=1",
        "--initializer nope   | '--initializer': nope: unknown kernel 'nope'",
        "--initializer sum(   | '--initializer': must be a kernel, or a call of it such as 'load(\"model.bin\", 3)', got: sum(",
        "--initializer sum(x) | '--initializer': sum(x): ",
        "--retries 1.5        | fanfare: --retries must be an integer, got: 1.5",
        "--batch-size 0       | '--batch-size': batchSize must be 'auto' or a positive integer, got: 0",
        "--batch-size many    | '--batch-size': batchSize must be 'auto' or a positive integer, got: many",
        "--pre-dispatch some  | '--pre-dispatch': preDispatch must be a number, 'all', or an expression such as 2 * n_jobs, got: some",
        "--pre-dispatch 0     | '--pre-dispatch': preDispatch must come to at least 1 task, got: 0",
        "--max-cost 1         | maxCostUsd (--max-cost) requires --backend lambda: nothing is billed on threads",
        "--max-cost 0         | '--max-cost': must be a positive amount in USD with at most 12 digits before the point and as many after it, such as 2.50, got: 0",
        "--max-cost=-0.5      | such as 2.50, got: -0.5",
        "--max-cost nan       | such as 2.50, got: nan",
        "--max-cost inf       | such as 2.50, got: inf",
        "--max-cost 1e        | such as 2.50, got: 1e",
        "--max-cost 1e999999999 | such as 2.50, got: 1e999999999",
        "--max-cost 100000000000000000 | such as 2.50, got: 100000000000000000",
        "--max-cost 0.0100000000001 --dry-run | such as 2.50, got: 0.0100000000001",
        "--max-cost=          | such as 2.50, got: ",
        "--verbose -1         | verbose must be 0 or more, got: -1",
        "--backed threads     | --backend",
        "--queued             | require --backend lambda, got: threads",
        "--function-endpoint-url http://x:1 | require --backend lambda, got: threads",
        "second.jsonl         | Unmatched argument at index 6: 'second.jsonl'",
        "--kernel sum         | expected either a job list or --kernel with one of --range, --arg, --args-from, --rows and --items"
      })
  void a_wrong_option_is_named_with_where_to_read_on(String options, String expected)
      throws IOException {
    run(jobs(GOOD), options.split(" ")).assertRefused(expected, "Try 'fanfare run --help'.");

    assertNothingRan();
  }

  @Test
  void an_unknown_backend_is_told_with_those_that_there_are() throws IOException {
    for (String command : List.of("run --backend", "compare --backends")) {
      String[] words = (command + " thread " + jobs(GOOD)).split(" ");

      Finished.here(words)
          .assertRefused(
              "Invalid backend: thread, expected one of [", "processes", "sequential", "threads");
    }
    assertNothingRan();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sum            | 3             | --range must be FROM:TO, two integers, got: 3",
        "sum            | a:b           | --range must be FROM:TO, two integers, got: a:b",
        "sum            | 5:3           | --range must have FROM <= TO, got: 5:3",
        "sun            | 0:3           | unknown kernel 'sun', did you mean 'sum'?",
        "wait_loop      | 0:2147483649  | must be int, got: 2147483648",
        "mandelbrot_row | 0:3           | takes 4 arguments, got: 1",
        "sum\"          | 0:3           | unknown kernel 'sum\"'"
      })
  void a_wrong_kernel_or_range_is_told(String kernel, String range, String expected) {
    Finished.here("run", "--kernel", kernel, "--range", range).assertRefused(expected);
  }

  @Test
  void a_range_that_the_kernel_cannot_take_to_its_end_is_told() {
    Finished.here("run", "--kernel", TestKernels.fullName("small"), "--range", "0:300")
        .assertRefused("must be byte, got: 299");
  }

  @Test
  void a_kernel_and_its_range_go_together() {
    Finished.here("run", "--kernel", "sum")
        .assertRefused(
            "--kernel requires one of --range, --arg, --args-from, --rows and --items, got: none");
    Finished.here("run", "--range", "0:3")
        .assertRefused("--kernel is missing: --kernel and --range go together");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--kernel sum ::: 1 2 3         | there is no ':::'; use --arg NAME=1,2,3",
        "--kernel sum ::: 1 ::: 2 -j 4  | there is no ':::'; use --arg NAME=1",
        "--kernel sum :::: n.csv        | there is no '::::'; use --args-from FILE",
        "--kernel sum --arg n=1 n=2     | 'n=2' must follow a comma: --arg n=1,2",
        "--kernel sum --arg n=1 n=2 n=3 | 'n=2' must follow a comma: --arg n=1,2",
      })
  void words_of_gnu_parallel_and_bash_are_told_in_the_words_of_this_command(
      String options, String expected) {
    Finished.here(("run " + options).split(" ")).assertRefused("fanfare: " + expected);
  }

  @Test
  void a_job_list_with_a_similar_name_is_suggested() throws IOException {
    Path jobs = jobs(GOOD);
    String name = jobs.getFileName().toString();
    String wrong = name.replaceFirst("[a-z]$", "");

    Finished.here("run", jobs.resolveSibling(wrong).toString())
        .assertRefused(wrong + ": no such file, did you mean '" + name + "'?");
  }

  @Test
  void a_run_of_nothing_is_told() {
    Finished.here("run")
        .assertRefused(
            "either a job list or --kernel with one of --range, --arg, --args-from, --rows and --items");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3://bucket/jobs.jsonl", "https://example.com/jobs.jsonl", "file:///jobs"})
  void a_url_is_no_job_list(String url) throws IOException {
    String refusal = "JOBS must be a local file or '-', got: " + url;

    Finished.here("run", url).assertRefused(refusal);
    Finished.here("compare", url).assertRefused(refusal);
    run(jobs(GOOD), "--store", folder.resolve("store").toString());
    Finished.here("resume", "last", url, "--store", folder.resolve("store").toString())
        .assertRefused(refusal);
  }

  @Test
  void a_url_takes_no_results() throws IOException {
    String s3 = "s3://bucket/results.jsonl";

    Finished.here("run", jobs(GOOD).toString(), "--backend=threads", "--out", s3)
        .assertRefused("--out must be a local file or '-', got: " + s3, "aws s3 cp");

    assertThat(TestKernels.CALLS).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"run --kernel=sum --range=0:1", "runs", "show last", "resume last", "clean --all"})
  void a_store_of_another_kind_is_refused(String command) {
    for (String store : List.of("http://x", "S3://bucket", "gs://bucket/prefix", "s3://_", "")) {
      Stream<String> words =
          Stream.concat(Stream.of(command.split(" ")), Stream.of("--store", store));

      Finished.here(words.toArray(String[]::new))
          .assertRefused("store must be a folder or s3://bucket/prefix, got: " + store);
    }
    assertThat(Path.of("http:")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs", "show last", "clean --all", "run --kernel=sum --range=0:1"})
  void a_file_is_no_store(String command) throws IOException {
    Path file = jobs(GOOD);
    Stream<String> words =
        Stream.concat(Stream.of(command.split(" ")), Stream.of("--store", file.toString()));

    Finished.here(words.toArray(String[]::new))
        .assertRefused("store must be a folder or s3://bucket/prefix, got: " + file);

    assertThat(file).hasContent(GOOD);
  }

  @Test
  void an_empty_name_is_no_file() throws IOException {
    Finished.here("run", "").assertRefused("JOBS must be a local file or '-', got: ");
    Finished.here("run", jobs(GOOD).toString(), "--backend=threads", "--out", "")
        .assertRefused("--out must be a local file or '-', got: ");
    assertThat(TestKernels.CALLS).hasValue(0);
  }

  @Test
  void an_endpoint_url_without_a_scheme_is_refused_before_anything_is_asked() throws IOException {
    Finished finished = Finished.here(
        "run",
        jobs("{\"kernel\":\"sum\",\"args\":[4]}").toString(),
        "--function",
        "worker",
        "--function-endpoint-url",
        "localhost:4566");

    assertThat(finished.exitCode()).isEqualTo(2);
    assertThat(finished.err())
        .contains("--function-endpoint-url must be http://HOST[:PORT] or https://HOST[:PORT],"
            + " got: localhost:4566");
  }
}
