package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.runs.ResultLogs;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs are kept, and can be gone on with: no task that has an outcome runs again. */
@Timeout(180)
final class ResumeCommandTest extends RecordedRunFixture {

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads", "processes"})
  void a_run_is_listed_and_its_results_can_be_had_again(String backend) throws IOException {
    Finished run = fanfare(
        "run",
        jobs(7).toString(),
        "--backend=" + backend,
        "--n-jobs=2",
        "--out=" + folder.resolve("first"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err()).contains("fanfare retry-failed " + id() + " --store " + store());

    assertThat(theRun().get("state").getAsString()).isEqualTo("failed tasks");
    assertThat(theRun().get("settled").getAsLong()).isEqualTo(7);
    assertThat(theRun().get("failed").getAsLong()).isEqualTo(1);
    Finished show = fanfare("show", id().substring(0, 8), "--out=" + out());
    assertThat(out()).hasSameTextualContentAs(folder.resolve("first"));
    assertThat(show.out())
        .contains("run           " + id() + ", failed tasks", "backend " + backend)
        .contains("kernels       " + TestKernels.fullName("note"))
        .contains("7 settled, 1 failed", "session 1 ", ": ALL_COMPLETED")
        .contains("task 5 failed, ", "java.lang.IllegalStateException: not 5")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({"threads,processes", "processes,threads", "processes,processes", "threads,sequential"
  })
  void only_tasks_without_an_outcome_run_again_also_on_another_backend(String first, String second)
      throws IOException {
    allowAll();
    fanfare("run", jobs(9).toString(), "--backend=" + first, "--n-jobs=1", "--batch-size=1");
    assertThat(noted()).containsExactlyInAnyOrderElementsOf(numbers(0, 9));
    forget(3, 7);
    Files.delete(diary());

    Finished resumed = fanfare(
        "resume",
        "last",
        "--backend=" + second,
        "--n-jobs=2",
        "--values",
        "--out=" + out(),
        "--joblog=" + folder.resolve("log"));

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(noted()).containsExactlyInAnyOrder("3", "7");
    assertThat(out()).hasContent(String.join("\n", numbers(0, 9)));
    assertThat(Files.readAllLines(folder.resolve("log"))).hasSize(1 + 9);
    assertThat(resumed.err())
        .contains("7 of 9 tasks already have an outcome")
        .contains("\ntasks         2 in ");
    assertThat(theRun().get("state").getAsString()).isEqualTo("complete");
    assertThat(fanfare("show", "last").out()).contains("session 1 ", "session 2 ");
  }

  @Test
  void a_damaged_outcome_is_told_and_its_task_runs_again() throws IOException {
    allowAll();
    fanfare("run", jobs(4).toString(), "--backend=threads", "--n-jobs=2");
    ResultLogs.cut(folderOfRun(), 2, 40);
    Files.delete(diary());

    Finished resumed = fanfare("resume", "last", "--values", "--out=" + out());

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .contains("ignored runs/", "/results/0001-00000001.jsonl, the line at byte ");
    assertThat(noted()).containsExactly("2");
    assertThat(out()).hasContent("0\n1\n2\n3");
  }

  @Test
  void failed_tasks_stay_as_they_are_until_they_are_retried() throws IOException {
    fanfare("run", jobs(7).toString(), "--backend=threads", "--n-jobs=2");
    allowAll();
    Files.delete(diary());

    Finished resumed = fanfare("resume", "last", "--out=" + out());
    assertThat(resumed.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(resumed.err()).contains("7 of 7 tasks already have an outcome", "task 5 failed, ");
    assertThat(diary()).doesNotExist();

    Finished retried = fanfare("retry-failed", "last", "--values", "--out=" + out());
    assertThat(retried.exitCode()).as(retried.err()).isZero();
    assertThat(retried.err())
        .startsWith("1 of 7 tasks failed or have no outcome; running them")
        .doesNotContain("already have an outcome");
    assertThat(noted()).containsExactly("5");
    assertThat(out()).hasContent(String.join("\n", numbers(0, 7)));
    assertThat(theRun().get("state").getAsString()).isEqualTo("complete");
  }

  @Test
  void a_changed_job_list_is_refused_with_the_first_difference() throws IOException {
    allowAll();
    Path jobs = jobs(5);
    fanfare("run", jobs.toString(), "--backend=threads", "--n-jobs=2");
    forget(1);
    Files.delete(diary());
    List<String> lines = Files.readAllLines(jobs);

    Files.write(jobs, lines.subList(0, 4));
    fanfare("resume", "last", jobs.toString()).assertRefused("had 5 tasks and now has 4");
    Files.write(jobs, List.of("", lines.get(4)), StandardOpenOption.APPEND);
    Files.write(jobs, lines.subList(0, 1), StandardOpenOption.APPEND);
    fanfare("resume", "last", jobs.toString()).assertRefused("had 5 tasks and now has 6");
    Files.writeString(jobs, String.join("\n", lines).replace("[3,", "[17,"));
    fanfare("resume", "last", jobs.toString())
        .assertRefused(
            "task 3 was " + TestKernels.fullName("note") + "(3, ", "is ", "note(17, ", " now");
    assertThat(diary()).doesNotExist();

    Files.write(jobs, lines);
    Finished resumed = fanfare("resume", "last", jobs.toString(), "--out=" + out());
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(noted()).containsExactly("1");
  }

  @Test
  void a_store_that_is_not_there_is_no_empty_one() {
    for (String command : List.of("runs", "show", "clean")) {
      String[] none = command.equals("runs") ? new String[0] : new String[] {"last"};
      fanfare(command, none)
          .assertRefused(
              "--store must be an existing folder or s3://bucket/prefix, got: " + store());
    }
  }

  @Test
  void values_and_json_do_not_share_standard_output() {
    fanfare("run", "--kernel=sum", "--range=0:3", "--backend=sequential");

    fanfare("show", "last", "--json", "--values").assertRefused("--values requires --out");
  }

  @Test
  void a_run_that_is_not_there_is_told_with_the_place() throws IOException {
    Files.createDirectories(store());
    for (String command : List.of("show", "resume", "retry-failed", "clean")) {
      fanfare(command, "nobody").assertRefused("no run nobody in " + store());
    }
    fanfare("show", "last").assertRefused("no runs in " + store());
  }

  @Test
  void a_beginning_that_several_runs_have_is_refused() {
    for (int i = 0; i < 17; i++) {
      fanfare("run", "--kernel=sum", "--range=0:1", "--backend=sequential");
    }
    // Of 17 ids in hexadecimal digits two begin with the same one.
    Map<String, Long> beginnings = fanfare("runs")
        .out()
        .lines()
        .skip(1)
        .collect(Collectors.groupingBy(line -> line.substring(0, 1), Collectors.counting()));
    String digit = beginnings.keySet().stream()
        .filter(first -> beginnings.get(first) > 1)
        .findFirst()
        .orElseThrow();

    fanfare("show", digit).assertRefused("runs in " + store() + " begin with " + digit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_run_whose_process_is_killed_is_gone_on_with_and_nothing_written_runs_again(String backend)
      throws IOException {
    allowAll();
    Path jobs = jobs(400);
    Process run = new ProcessBuilder(Finished.line(
            List.of(),
            "run",
            jobs.toString(),
            "--store=" + store(),
            "--backend=" + backend,
            "--n-jobs=2",
            "--batch-size=3"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader results = run.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < 30; i++) {
        assertThat(results.readLine()).contains("\"value\"");
      }
      assertThat(theRun().get("state").getAsString()).isEqualTo("running");
      fanfare("resume", "last").assertRefused("is running in process " + run.pid());
      fanfare("clean", "last").assertRefused("is running in process", "--force");
    } finally {
      kill(run);
    }
    Files.createFile(folder.resolve("open"));
    assertThat(theRun().get("state").getAsString()).isEqualTo("interrupted");
    int settled = theRun().get("settled").getAsInt();
    assertThat(settled).isBetween(30, 50);
    Files.delete(diary());

    Finished resumed =
        fanfare("resume", id(), "--backend=threads", "--n-jobs=3", "--values", "--out=" + out());

    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains(settled + " of 400 tasks already have an outcome");
    assertThat(noted()).hasSize(400 - settled).doesNotHaveDuplicates();
    assertThat(out()).hasContent(String.join("\n", numbers(0, 400)));
  }

  /** Workers die with their parent, but some time after it. */
  private static void kill(Process run) {
    List<ProcessHandle> workers = run.descendants().toList();
    run.destroyForcibly();
    assertThat(run.onExit()).succeedsWithin(Duration.ofSeconds(60));
    workers.forEach(worker -> assertThat(worker.onExit()).succeedsWithin(Duration.ofSeconds(60)));
  }

  @Test
  void a_run_of_another_machine_that_has_not_ended_is_resumed_only_by_taking_it_over()
      throws IOException {
    runElsewhere();

    Finished refused = fanfare("resume", "last", "--out=" + out());
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("on elsewhere", "--take-over");

    assertThat(fanfare("resume", "last", "--take-over", "--out=" + out()).exitCode())
        .isZero();
    assertThat(out()).content().hasLineCount(3);
  }

  @Test
  void a_second_try_that_fails_again_is_a_failure_among_the_results() throws IOException {
    fanfare("run", jobs(8).toString(), "--backend=sequential");
    int failed = theRun().get("failed").getAsInt();
    assertThat(failed).isPositive();

    Finished again = fanfare("retry-failed", "last", "--out=" + out());

    assertThat(again.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(out()).content().hasLineCount(8);
  }

  @Test
  void a_resume_whose_results_file_is_in_use_runs_nothing() throws IOException {
    allowAll();
    fanfare("run", jobs(3).toString(), "--backend=sequential");
    forget(1);
    int before = noted().size();
    try (FileOutputStream theirs = new FileOutputStream(out().toFile(), /* append= */ true);
        FileLock lock = theirs.getChannel().lock()) {
      fanfare("resume", "last", "--out=" + out()).assertRefused("--out is in use");
    }

    assertThat(noted()).hasSize(before);
  }
}
