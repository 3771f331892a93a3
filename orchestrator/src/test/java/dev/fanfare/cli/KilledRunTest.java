package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.fanfare.parallel.BlockingKernels;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What signals, and pipes that nobody reads, do to a run. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals there")
final class KilledRunTest {

  private static final int QUICK = 10;
  private static final int ALL = 14;

  @TempDir
  Path folder;

  private String store() {
    return "--store=" + folder.resolve("store");
  }

  private Path results() {
    return folder.resolve("results");
  }

  /** There from when a task blocks on; says in which process. */
  private Path blocked() {
    return folder.resolve("blocked");
  }

  /** Ten tasks that return, one that blocks for ever the first time, three that return. */
  private Path jobs() throws IOException {
    List<String> lines = new ArrayList<>();
    IntStream.range(0, ALL)
        .mapToObj(n -> n == QUICK
            ? TestKernels.line("blockOnce", n + ",\"" + blocked() + "\"")
            : TestKernels.line("odd", Integer.toString(2 * n)))
        .forEach(lines::add);
    return Files.write(folder.resolve("jobs.jsonl"), lines);
  }

  /** A run in which all before the task that blocks have settled, and that one blocks. */
  private Child blockedRun(String backend) throws IOException, InterruptedException {
    Child run = Child.start(
        folder,
        "run",
        jobs().toString(),
        store(),
        "--out=" + results(),
        "--backend=" + backend,
        "--n-jobs=2",
        "--batch-size=1",
        "--pre-dispatch=1");
    BlockingKernels.after(blocked().toString(), "there");
    return run;
  }

  private JsonObject theRun() {
    return JsonParser.parseString(Finished.here("runs", "--json", store()).out())
        .getAsJsonObject();
  }

  private void assertResumable(int settled) throws IOException {
    assertThat(theRun().get("state").getAsString()).isEqualTo("interrupted");
    Finished resumed = Finished.here(
        "resume", "last", store(), "--backend=threads", "--n-jobs=2", "--out=" + results());
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains(settled + " of " + ALL + " tasks already have an outcome");
    assertThat(Files.readAllLines(results())).hasSize(ALL);
  }

  @Test
  void the_task_of_a_killed_worker_runs_again() throws Exception {
    try (Child run = blockedRun("processes")) {
      long worker = Long.parseLong(Files.readString(blocked()));
      assertThat(worker).isNotEqualTo(run.process().pid());
      ProcessHandle.of(worker).orElseThrow().destroyForcibly();

      assertThat(run.exitCode()).as(run.told()).isZero();
      assertThat(Files.readAllLines(results()))
          .hasSize(ALL)
          .allSatisfy(line -> assertThat(line).contains("\"value\""));
    }
  }

  @Test
  void a_task_that_kills_its_worker_each_time_is_named_and_its_mates_have_values()
      throws IOException {
    String deadly = BlockingKernels.class.getName() + "::kill";
    Path jobs = Files.write(
        folder.resolve("jobs.jsonl"),
        List.of(
            TestKernels.line("odd", "0"),
            "{\"kernel\":\"" + deadly + "\"}",
            TestKernels.line("odd", "2")));

    Finished run = Finished.here(
        "run",
        jobs.toString(),
        store(),
        "--backend=processes",
        "--n-jobs=1",
        "--batch-size=3",
        "--values",
        "--joblog=" + folder.resolve("log"),
        "--trace=" + folder.resolve("trace"),
        "--out=" + results());

    assertThat(run.exitCode()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(run.err()).contains("task 1 failed, " + deadly + "()", "signal: killed");
    assertThat(results()).hasContent("0\n2");
    assertThat(Files.readAllLines(folder.resolve("log")).get(2))
        .as("Starttime and JobRuntime")
        .doesNotContain("\t        0.000\t", "\t     0.000\t");
    assertThat(Files.readString(folder.resolve("trace"))).contains("\"name\":\"lost\"");
  }

  @ParameterizedTest
  @CsvSource({"INT,130,threads", "INT,130,processes", "TERM,143,threads", "TERM,143,processes"})
  void a_signal_ends_the_run_which_can_be_resumed(String signal, int exitCode, String backend)
      throws Exception {
    Child.assumeSignalsAreHeeded();
    try (Child run = blockedRun(backend)) {
      run.signal(signal);

      assertThat(run.exitCode()).as(run.told()).isEqualTo(exitCode);
      assertThat(run.told())
          .contains(
              "interrupted: 10 of 14 tasks are done",
              "resume with: fanfare resume " + theRun().get("runId").getAsString())
          .doesNotContain("\tat ");
      assertThat(Files.readString(results())).endsWith("}\n");
      assertThat(Files.readAllLines(results())).hasSize(QUICK);
    }
    assertResumable(QUICK);
  }

  @Test
  void a_second_interrupt_ends_at_once_what_waits_for_a_task_that_cannot_be_stopped()
      throws Exception {
    Child.assumeSignalsAreHeeded();
    try (Child run = blockedRun("sequential");
        BufferedReader err = followed(run)) {
      run.signal("INT");
      assertThat(err.readLine()).startsWith("waiting for running tasks");
      run.signal("INT");

      assertThat(err.readLine()).startsWith("stopped");
      assertThat(run.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    }
    assertResumable(QUICK);
  }

  /** Lines as they are written; {@code tail} waits for them. */
  private static BufferedReader followed(Child run) throws IOException {
    return new ProcessBuilder(
            "tail", "-n", "+1", "-f", "--pid=" + run.process().pid(), run.err().toString())
        .start()
        .inputReader();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_run_whose_results_are_read_no_further_ends_quietly_and_can_be_resumed(String backend)
      throws Exception {
    Path open = folder.resolve("open");
    List<String> lines = IntStream.range(0, ALL)
        .mapToObj(n -> TestKernels.line("note", (49 + n) + ",\"" + folder + "\""))
        .toList();
    Path jobs = Files.write(folder.resolve("jobs.jsonl"), lines);
    try (Child run = Child.start(
        folder,
        "run",
        jobs.toString(),
        store(),
        "--backend=" + backend,
        "--n-jobs=2",
        "--batch-size=1")) {
      assertThat(run.out().readLine()).contains("\"value\":49");
      run.out().close();
      Files.createFile(open);

      assertThat(run.exitCode()).as(run.told()).isEqualTo(ExitCode.CLOSED_PIPE);
      assertThat(run.told()).isEmpty();
    }
    assertResumable(theRun().get("settled").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "sequential", "processes"})
  void a_signal_while_tasks_fail_ends_with_a_summary_and_all_that_is_recorded(String backend)
      throws Exception {
    Child.assumeSignalsAreHeeded();
    try (Child run = Child.start(
        folder,
        "run",
        "--kernel=" + TestKernels.fullName("odd"),
        "--range=0:500000",
        store(),
        "--backend=" + backend,
        "--n-jobs=2")) {
      assertThat(run.out().readLine()).contains("\"index\":0");
      run.signal("TERM");

      long results = 1 + run.out().lines().count();
      assertThat(run.exitCode()).as(run.told()).isEqualTo(143);
      assertThat(run.told()).contains("tasks are done", "resume with");
      assertThat(theRun().get("settled").getAsLong()).isEqualTo(results);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernels", "run --help", "runs", "completion bash"})
  void a_table_that_is_not_read_ends_quietly(String command) throws Exception {
    List<String> piped = List.of("bash", "-c", "\"$@\" | true; exit ${PIPESTATUS[0]}", "bash");
    List<String> line = Stream.of(piped, Finished.line(List.of(), command.split(" ")))
        .flatMap(List::stream)
        .toList();
    Path err = folder.resolve("err");
    Process pipeline = new ProcessBuilder(line).redirectError(err.toFile()).start();

    assertThat(pipeline.waitFor()).isEqualTo(ExitCode.CLOSED_PIPE);
    assertThat(err).content().isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_closed_standard_error_does_no_harm(String backend) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>&-", "sh"));
    command.addAll(Finished.line(
        List.of(),
        "run",
        jobs().toString(),
        store(),
        "--out=" + results(),
        "--backend=" + backend,
        "--n-jobs=2",
        "--verbose=20"));
    Files.createFile(blocked());
    Process run = new ProcessBuilder(command).start();
    try {
      assertThat(run.onExit()).succeedsWithin(Duration.ofSeconds(60));
      assertThat(run.exitValue()).isZero();
      assertThat(Files.readAllLines(results())).hasSize(ALL);
    } finally {
      run.destroyForcibly();
    }
  }
}
