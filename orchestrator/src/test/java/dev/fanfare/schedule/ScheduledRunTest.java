package dev.fanfare.schedule;

import static dev.fanfare.schedule.Template.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.ElapsedReport;
import dev.fanfare.JobListException;
import dev.fanfare.StoreException;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.ProcessBackend;
import dev.fanfare.backend.ThreadBackend;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.Runs;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.runs.Session;
import dev.fanfare.schedule.ShortLived.Then;
import dev.fanfare.schedule.StateMachine.Ended;
import dev.fanfare.schedule.StateMachine.TaskException;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The template's state machine and the real handler, with real workers where it is about them: the bucket is a folder that the embedded S3 serves. */
@Timeout(120)
final class ScheduledRunTest {

  private static final String RUN = "2026-01-01T050000Z-nightly";
  private static final int TASKS = 40;

  /** The invocation's own reserve of a minute, and some seconds for tasks. */
  private static final Duration SHORT = Duration.ofSeconds(63);

  private static final Duration LONG = Duration.ofMinutes(15);

  @TempDir
  Path bucket;

  @TempDir
  Path notes;

  private final Deque<Backend> backends = new ArrayDeque<>();
  private final List<Map<String, Object>> answers = new ArrayList<>();
  private final List<Map<String, Object>> published = new ArrayList<>();
  private Duration remaining = LONG;

  @BeforeEach
  void makeFolderOfJobLists() throws IOException {
    Files.createDirectories(bucket.resolve("jobs"));
  }

  @Test
  void a_run_of_three_slices_the_second_of_which_is_killed_settles_every_task_once()
      throws IOException {
    writeJobs(IntStream.range(0, TASKS).mapToObj(this::noting).toList());
    backends.add(new ShortLived(bucket, 3, Then.WAITS));
    backends.add(new ShortLived(bucket, 3, Then.KILLS));
    backends.add(new ProcessBackend());

    Ended ended = execute("execution-1", SHORT, LONG, LONG);

    assertThat(ended.error()).isNull();
    assertThat(ended.states())
        .containsExactly(
            "Begin", "Slice", "Decide", "Slice", "Pause", "Decide", "Slice", "Decide", "Report",
            "Notify", "Done");
    assertThat(ended.output()).isEqualTo(Map.of("runId", RUN, "status", "FAILED_TASKS"));
    assertThat(backends).isEmpty();
    assertThat(answers)
        .extracting(answer -> answer.get("status"))
        .startsWith("RUNNING", "COMPLETE");
    assertThat((int) answers.get(0).get("settled")).isBetween(1, 15);
    assertThat(runsOfEachTask())
        .hasSize(TASKS)
        .allSatisfy((task, runs) -> assertThat(runs).as(task).isEqualTo(1));
    try (SavedRun run = recorded()) {
      List<Session> sessions = run.sessions().all();
      assertThat(sessions).hasSize(3);
      assertThat(sessions)
          .extracting(
              session -> run.sessions().end(session).map(Session.End::reason).orElse(""))
          .containsExactly("DEADLINE_EXCEEDED", "KILLED", "ALL_COMPLETED");
      List<Object> values = new ArrayList<>();
      run.forEach(outcome -> values.add(outcome.succeeded() ? outcome.value() : "failed"));
      assertThat(values)
          .containsExactlyElementsOf(IntStream.range(0, TASKS)
              .<Object>mapToObj(n -> n == 13 ? "failed" : (Object) (long) n)
              .toList());
    }
  }

  @Test
  void the_report_lies_in_the_folder_and_its_figures_are_published() throws IOException {
    writeJobs(Stream.of(12, 13, 14).map(this::noting).toList());
    backends.add(new ProcessBackend());

    execute("execution-1", LONG);

    assertThat(published).singleElement().satisfies(message -> {
      assertThat(message).containsEntry("Subject", "Fanfare: 3 tasks done, 1 failed (nightly)");
      assertThat((String) message.get("Message"))
          .contains(
              "s3://fanfare/jobs/nightly.jsonl", "3 (1 failed) in ", "\nworkers ", "\non Lambda ")
          .contains("task 1 failed, dev.fanfare.schedule.NotingKernels::note(", "unlucky")
          .contains("fanfare show " + RUN + " --store s3://fanfare")
          .contains("fanfare retry-failed " + RUN);
    });
    ElapsedReport report = Codec.readValue(
        Files.readAllBytes(bucket.resolve("runs/" + RUN + "/report.json")), ElapsedReport.class);
    assertThat(report.tasks()).isEqualTo(3);
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.billedMillis()).isPositive();
  }

  @Test
  void the_report_of_a_run_whose_results_were_damaged_later_says_how_many_are_there()
      throws IOException {
    writeJobs(List.of(noting(1), noting(2)));
    backends.add(new ThreadBackend());
    execute("execution-1", LONG);
    try (Stream<Path> results = Files.walk(bucket.resolve("runs/" + RUN + "/results"))) {
      Path one = results.filter(Files::isRegularFile).findFirst().orElseThrow();
      Files.writeString(one, "{");
    }

    assertThat(invoke(Map.of("action", "report", "runId", RUN)))
        .extractingByKey("subject")
        .asString()
        .contains(" of 2 tasks done");
  }

  @Test
  void a_second_execution_for_the_same_time_runs_nothing() throws IOException {
    writeJobs(List.of(noting(1)));
    backends.add(new ThreadBackend());
    execute("execution-1", LONG);

    Ended second = execute("execution-2", LONG);

    assertThat(second.states()).endsWith("Decide", "Duplicate");
    assertThat(runsOfEachTask()).containsOnly(Map.entry("1", 1L));
    assertThat(published).hasSize(1);
  }

  @Test
  void a_run_that_is_cancelled_between_two_slices_ends_and_can_be_resumed() throws IOException {
    writeJobs(IntStream.range(0, TASKS).mapToObj(this::noting).toList());
    backends.add(new ShortLived(bucket, 3, Then.WAITS));
    remaining = SHORT;
    assertThat(invoke(slice(Map.of()))).containsEntry("status", "RUNNING");
    long before = runsOfEachTask().size();
    try (Runs runs = Runs.in(new StoreLocation.Folder(bucket))) {
      RunRecord run = runs.find(RUN, damaged -> {});
      assertThat(run.isScheduled()).isTrue();
      run.sessions().cancel(run.sessions().last());
    }

    Ended ended = execute("execution-1", LONG);

    assertThat(ended.states()).endsWith("Slice", "Decide", "Cancelled");
    assertThat(ended.error()).isEqualTo("Fanfare.Cancelled");
    assertThat((String) ended.cause()).startsWith("run " + RUN + " was cancelled");
    assertThat(runsOfEachTask()).hasSize((int) before);
    assertThat(published).isEmpty();
    try (SavedRun run = recorded();
        Parallel parallel = Parallel.builder()
            .backend("threads")
            .store(new StoreLocation.Folder(bucket))
            .build()) {
      parallel.resume(run, outcome -> {});
      assertThat(run.unsettled()).isZero();
    }
  }

  @Test
  void a_slice_that_is_under_way_stops_when_its_run_is_cancelled() throws IOException {
    writeJobs(IntStream.range(0, TASKS).mapToObj(this::noting).toList());
    backends.add(new ShortLived(bucket, 3, Then.CANCELS));
    remaining = LONG;

    assertThat(invoke(slice(Map.of()))).containsEntry("status", "CANCELLED");
  }

  @Test
  void a_slice_of_a_run_that_is_complete_says_so_and_runs_nothing() throws IOException {
    writeJobs(List.of(noting(1)));
    backends.add(new ThreadBackend());
    execute("execution-1", LONG);

    assertThat(invoke(slice(Map.of())))
        .isEqualTo(Map.of("status", "COMPLETE", "runId", RUN, "tasks", 1, "settled", 1));
  }

  @Test
  void a_slice_that_died_while_the_job_list_was_written_down_is_followed_by_one_that_writes_it_all()
      throws IOException {
    writeJobs(List.of(noting(1), noting(2)));
    backends.add(new ThreadBackend());
    execute("execution-1", LONG);
    Path manifest = bucket.resolve("runs/" + RUN + "/run.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace("\"taskListComplete\":true", "\"taskListComplete\":false")
            .replace("\"tasks\":2", "\"tasks\":0"));
    Files.delete(bucket.resolve("runs/" + RUN + "/tasks/00000000.jsonl"));

    assertThat(invoke(slice(Map.of())))
        .containsEntry("status", "COMPLETE")
        .containsEntry("tasks", 2);
  }

  @Test
  void an_invocation_without_time_for_tasks_runs_none_and_asks_for_another() throws IOException {
    writeJobs(List.of(noting(1)));
    remaining = Duration.ofSeconds(60);

    assertThat(invoke(slice(Map.of())))
        .isEqualTo(Map.of("status", "RUNNING", "runId", RUN, "tasks", 1, "settled", 0));
  }

  @Test
  void an_empty_job_list_is_complete_at_once() throws IOException {
    writeJobs(List.of());

    execute("execution-1", LONG);

    assertThat(published)
        .singleElement()
        .satisfies(message ->
            assertThat(message).containsEntry("Subject", "Fanfare: 0 tasks done (nightly)"));
  }

  @Test
  void a_job_list_that_is_missing_fails_the_execution_with_its_name() {
    Ended ended = execute("execution-1", LONG);

    assertThat(ended.error()).isEqualTo("java.lang.IllegalArgumentException");
    assertThat(ended.cause()).isEqualTo("no job list s3://fanfare/jobs/nightly.jsonl");
    assertThat(published).hasSize(1);
  }

  @Test
  void an_execution_whose_job_list_was_missing_does_not_keep_a_later_one_from_running()
      throws IOException {
    execute("execution-1", LONG);
    writeJobs(List.of(noting(1)));

    Ended second = execute("execution-2", LONG);

    assertThat(second.output()).isEqualTo(Map.of("runId", RUN, "status", "COMPLETE"));
  }

  @Test
  void a_malformed_line_fails_the_execution_with_its_place_before_anything_runs()
      throws IOException {
    writeJobs(List.of(noting(1), "{\"kernel\":\"prize\",\"args\":[]}"));

    Ended ended = execute("execution-1", LONG);

    assertThat(ended.error()).isEqualTo(JobListException.class.getName());
    assertThat((String) ended.cause())
        .startsWith("s3://fanfare/jobs/nightly.jsonl:2: ")
        .contains("prize");
    assertThat(bucket.resolve("runs/" + RUN + "/run.json")).doesNotExist();
    assertThat(runsOfEachTask()).isEmpty();
  }

  @Test
  void two_job_lists_whose_runs_would_have_one_id_are_told_apart() throws IOException {
    writeJobs(List.of(noting(1)));
    backends.add(new ThreadBackend());
    execute("execution-1", LONG);

    assertThatThrownBy(() -> invoke(slice(Map.of("jobs", "s3://fanfare/jobs/nightly.json"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rename one of them");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          execution     | ''                            | execution must be a string
          scheduledTime | yesterday                     | scheduledTime must be a time such as 2026-01-01T06:00:00Z, got: yesterday
          jobs          | nightly.jsonl                 | jobs must be s3://BUCKET/jobs/NAME, got: nightly.jsonl
          jobs          | s3://other/jobs/nightly.jsonl | jobs must be in the bucket fanfare, got: s3://other/jobs/nightly.jsonl
          options       | many                          | options must be an object, got: many
          action        | dance                         | action must be 'slice' or 'report', got: dance
          """)
  void a_malformed_request_is_refused_with_what_is_wrong(
      String field, String value, String message) {
    assertThatThrownBy(() -> invoke(slice(Map.of(field, value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_request_that_is_no_json_is_refused() {
    assertThatThrownBy(() -> invoke("{"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the request is malformed");
  }

  @Test
  void a_run_that_is_not_there_has_no_report() {
    assertThatThrownBy(() -> invoke(Map.of("action", "report", "runId", "none")))
        .hasMessageContaining("no run none");
  }

  @Test
  void a_damaged_claim_is_named_with_what_deleting_it_means() throws IOException {
    writeJobs(List.of(noting(1)));
    backends.add(new ThreadBackend());
    execute("execution-1", LONG);
    String claim = "runs/" + RUN + "/claim.json";
    Files.writeString(bucket.resolve(claim), "{\"execution\":");

    assertThatThrownBy(() -> invoke(slice(Map.of())))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            claim + " is damaged; without it, the next execution of " + RUN + " claims the run");
  }

  private String noting(int n) {
    return Codec.toJson(Map.of(
        "kernel",
        "dev.fanfare.schedule.NotingKernels::note",
        "args",
        List.of(notes.toString(), n)));
  }

  private void writeJobs(List<String> lines) throws IOException {
    Files.write(bucket.resolve("jobs/nightly.jsonl"), lines);
  }

  private SavedRun recorded() {
    return SavedRun.open(
        new StoreLocation.Folder(bucket),
        RUN,
        /* retries= */ false,
        warning -> {
          throw new AssertionError(warning);
        });
  }

  private Map<String, Long> runsOfEachTask() throws IOException {
    try (Stream<Path> files = Files.list(notes)) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("-.*", ""))
          .collect(Collectors.groupingBy(task -> task, Collectors.counting()));
    }
  }

  /** Runs the state machine; its slices have that much time each. */
  private Ended execute(String execution, Duration... ofSlices) {
    Deque<Duration> times = new ArrayDeque<>(List.of(ofSlices));
    return new StateMachine(definition(), execution, (resource, arguments) -> {
          if (resource.endsWith(":sns:publish")) {
            published.add(arguments);
            return Map.of("MessageId", "1");
          }
          Map<String, Object> payload = map(arguments.get("Payload"));
          remaining = payload.get("action").equals("slice") ? times.remove() : LONG;
          return Map.of("Payload", invoked(payload));
        })
        .run(Map.of(
            "scheduledTime",
            "2026-01-01T05:00:00Z",
            "jobs",
            "s3://fanfare/jobs/nightly.jsonl",
            "options",
            options()));
  }

  private static Object definition() {
    try {
      return Template.read().at("Resources", "ScheduledRun", "Properties", "Definition");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Object> options() {
    return Map.of("function", "fanfare-worker-1", "nJobs", 2, "batchSize", 5);
  }

  private static Map<String, Object> slice(Map<String, Object> changes) {
    Map<String, Object> request = new HashMap<>(Map.of(
        "action",
        "slice",
        "execution",
        "execution-1",
        "scheduledTime",
        "2026-01-01T05:00:00Z",
        "jobs",
        "s3://fanfare/jobs/nightly.jsonl",
        "options",
        options()));
    request.putAll(changes);
    return request;
  }

  /** As Lambda and Step Functions tell of an invocation that fails. */
  private Map<String, Object> invoked(Map<String, Object> payload) throws TaskException {
    try {
      Map<String, Object> answer = invoke(payload);
      answers.add(answer);
      return answer;
    } catch (ShortLived.Killed e) {
      forgetTheEndOfTheSession();
      throw new TaskException("Runtime.ExitError", "{}");
    } catch (IOException | RuntimeException e) {
      throw new TaskException(
          e.getClass().getName(), Codec.toJson(Map.of("errorMessage", e.getMessage())));
    }
  }

  /** A process that is killed does not come to write it. */
  private void forgetTheEndOfTheSession() {
    try {
      Files.delete(bucket.resolve("runs/" + RUN + "/sessions/0002-end.json"));
      Files.delete(bucket.resolve("runs/" + RUN + "/sessions/0002-report.json"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, Object> invoke(Map<String, Object> request) throws IOException {
    return invoke(Codec.toJson(request));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> invoke(String request) throws IOException {
    ScheduledRunHandler handler = new ScheduledRunHandler(
        "fanfare",
        new StoreLocation.Folder(bucket),
        function -> backends.isEmpty() ? new ThreadBackend() : backends.remove());
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)),
        answer,
        new InvocationContext(remaining));
    return Codec.readValue(answer.toByteArray(), Map.class);
  }
}
