package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A recorded run is looked at: all of its failures, and one of its tasks. */
@Timeout(180)
final class ShowCommandTest extends RecordedRunFixture {

  /** Half of them fail. */
  private Path twentyOdd() throws Exception {
    return Files.write(
        folder.resolve("odd.jsonl"),
        IntStream.range(0, 20)
            .mapToObj(n -> TestKernels.line("odd", Integer.toString(n)))
            .toList());
  }

  @Test
  void a_run_with_many_failures_names_the_command_that_lists_all_of_them() throws Exception {
    Finished run = fanfare("run", twentyOdd().toString(), "--backend=threads");

    assertThat(run.err())
        .contains("... and 5 more failed; all of them: fanfare show " + id() + " --store "
            + Store.quoted(store().toString()) + " --failed");
    assertThat(fanfare("show", "last").out()).contains("... and 5 more failed; all of them: ");
  }

  @Test
  void all_failed_tasks_are_listed_one_line_each() throws Exception {
    fanfare("run", twentyOdd().toString(), "--backend=threads");

    Finished text = fanfare("show", "last", "--failed");
    assertThat(text.out().lines()).hasSize(10);
    assertThat(text.out())
        .startsWith("task 1 failed, " + TestKernels.fullName("odd")
            + "(1): java.lang.IllegalStateException: no luck with 1")
        .doesNotContain("\tat ", "more failed");

    List<Integer> indices = fanfare("show", "last", "--failed", "--json")
        .out()
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .filter(result -> result.getAsJsonObject("error").has("trace"))
        .map(result -> result.get("index").getAsInt())
        .toList();
    assertThat(indices).containsExactly(1, 3, 5, 7, 9, 11, 13, 15, 17, 19);
  }

  @Test
  void a_task_whose_workers_died_lists_each_lost_attempt_and_that_it_was_given_up()
      throws Exception {
    Path jobs = Files.writeString(folder.resolve("exit.jsonl"), TestKernels.line("exit", "1"));
    fanfare("run", jobs.toString(), "--backend=processes", "--n-jobs=1");

    String shown = fanfare("show", "last", "--task=0").out();

    assertThat(shown)
        .contains("attempt 1 after ", "attempt 2 after ", "attempt 3 after ")
        .containsPattern("(?m)^gave up ")
        .doesNotContain("attempt 4", "try 1");
  }

  @Test
  void a_run_without_failures_says_so() {
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=threads");

    Finished none = fanfare("show", "last", "--failed");

    assertThat(none.exitCode()).isZero();
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).contains("no task of run " + id() + " has failed");
  }

  @Test
  void a_task_is_shown_with_its_call_tries_error_and_output() throws Exception {
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"),
        TestKernels.line("print", "7") + "\n"
            + TestKernels.line("odd", "3").replace("{", "{\"origin\":\"odds.csv:4\",") + "\n");
    fanfare(
        "run",
        jobs.toString(),
        "--backend=processes",
        "--n-jobs=1",
        "--retries=1",
        "--out=" + out());

    String printed = fanfare("show", "last", "--task=0").out();
    assertThat(printed)
        .contains("0 of run " + id() + ", returned", TestKernels.fullName("print"), "n = 7")
        .containsPattern("try 1 +\\d{4}-.* wall, .* CPU, worker\\s")
        .contains("output\n  printed 7".replace("\n", System.lineSeparator()))
        .containsPattern("(?m)^value +7$")
        .doesNotContain("try 2", "error");
    String failed = fanfare("show", "last", "--task=1").out();
    assertThat(failed)
        .contains("1 of run " + id() + ", failed", "odds.csv:4", "no luck with 3", "\tat ")
        .containsPattern("(?m)^try 1 ")
        .containsPattern("(?m)^try 2 ")
        .containsPattern("(?s)try 1 .*failed,\\s+then\\s+tried\\s+again.*try 2")
        .doesNotContain("value ");
    JsonObject json = JsonParser.parseString(
            fanfare("show", "last", "--task=1", "--json").out())
        .getAsJsonObject();
    assertThat(json.get("origin").getAsString()).isEqualTo("odds.csv:4");
  }

  @Test
  void a_task_that_was_tried_again_by_a_later_session_is_shown_with_both() throws Exception {
    Path jobs = Files.writeString(
        folder.resolve("jobs.jsonl"),
        TestKernels.line("odd", "2") + "\n" + TestKernels.line("odd", "3") + "\n");
    fanfare("run", "--backend=threads", "-j1", "--retries=1", "--out=" + out(), jobs.toString());
    fanfare("retry-failed", "last", "--out=" + out());

    String shown = fanfare("show", "last", "--task=1").out().replaceAll("\\s+", " ");

    assertThat(shown)
        .contains("session 1, batch 1, attempt 1; failed, then tried again: ")
        .contains("session 1, batch 1, attempt 2; failed: ")
        .contains("session 2, batch 0, attempt 2; failed: ")
        .doesNotContain("1000000000");
  }

  @Test
  void a_task_that_has_not_run_is_shown_as_such() throws Exception {
    fanfare("run", jobs(4).toString(), "--backend=sequential", "--batch-size=1");
    forget(2);

    assertThat(fanfare("show", "last", "--task=2").out()).contains(", no outcome yet", "n = 2");
    fanfare("show", "last", "--task=2", "--json").assertRefused("task 2 has no outcome yet");
    fanfare("show", "last", "--task=4").assertRefused("has no task 4");
  }

  @Test
  void only_one_thing_is_shown_at_a_time() {
    fanfare("show", "last", "--failed", "--task=1")
        .assertRefused("give only one of --failed, --task, and --out or --values");
    fanfare("show", "last", "--failed", "--values")
        .assertRefused("give only one of --failed, --task, and --out or --values");
  }
}
