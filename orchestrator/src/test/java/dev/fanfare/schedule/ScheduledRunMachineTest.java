package dev.fanfare.schedule;

import static dev.fanfare.schedule.Template.at;
import static dev.fanfare.schedule.Template.list;
import static dev.fanfare.schedule.Template.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.fanfare.schedule.StateMachine.Ended;
import dev.fanfare.schedule.StateMachine.TaskException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The template's state machine, run against an orchestrator that answers what a test tells it to. */
class ScheduledRunMachineTest {

  private static final Map<String, Object> INPUT = Map.of(
      "scheduledTime",
      "2026-01-01T05:00:00Z",
      "jobs",
      "s3://bucket/jobs/nightly.jsonl",
      "options",
      Map.of("nJobs", 100));
  private static final TaskException KILLED = new TaskException("Runtime.ExitError", "{}");
  private static final TaskException THROTTLED =
      new TaskException("Lambda.TooManyRequestsException", "{}");

  private final Object definition;
  private final Deque<Object> slices = new ArrayDeque<>();
  private final Deque<Object> reports = new ArrayDeque<>();
  private final List<Map<String, Object>> payloads = new ArrayList<>();
  private final List<Map<String, Object>> published = new ArrayList<>();
  private final Set<Object> invoked = new HashSet<>();

  ScheduledRunMachineTest() throws IOException {
    definition = Template.read().at("Resources", "ScheduledRun", "Properties", "Definition");
  }

  @Test
  void slices_follow_one_another_until_the_run_is_complete_and_its_report_is_published() {
    slices.addAll(List.of(slice("RUNNING", 3), slice("RUNNING", 6), slice("COMPLETE", 9)));
    reports.add(report());

    Ended ended = run(INPUT);

    assertThat(ended.output()).isEqualTo(Map.of("runId", "run-1", "status", "COMPLETE"));
    assertThat(payloads).hasSize(4);
    assertThat(payloads.get(0))
        .containsEntry("action", "slice")
        .containsEntry("execution", "execution-1")
        .containsAllEntriesOf(INPUT);
    assertThat(payloads.get(3)).isEqualTo(Map.of("action", "report", "runId", "run-1"));
    assertThat(published)
        .containsExactly(
            Map.of("TopicArn", "${Topic}", "Subject", "9 of 9", "Message", "all is well"));
  }

  @Test
  void the_orchestrator_is_the_one_of_the_input_or_else_the_stacks() {
    slices.addAll(List.of(slice("COMPLETE", 9), slice("COMPLETE", 9)));
    reports.addAll(List.of(report(), report()));

    run(INPUT);
    assertThat(invoked).containsExactly("${Orchestrator}");
    invoked.clear();
    Map<String, Object> input = new HashMap<>(INPUT);
    input.put("orchestrator", "arn:aws:lambda:eu-central-1:123456789012:function:risk");
    run(input);
    assertThat(invoked).containsExactly(input.get("orchestrator"));
  }

  @Test
  void a_slice_that_dies_is_followed_by_another_after_a_pause() {
    slices.addAll(List.of(slice("RUNNING", 3), KILLED, slice("COMPLETE", 9)));
    reports.add(report());

    Ended ended = run(INPUT);

    assertThat(ended.states())
        .containsExactly(
            "Begin", "Slice", "Decide", "Slice", "Pause", "Decide", "Slice", "Decide", "Report",
            "Notify", "Done");
  }

  @Test
  void a_first_slice_that_dies_is_followed_by_another() {
    slices.addAll(List.of(KILLED, slice("COMPLETE", 9)));
    reports.add(report());

    assertThat(run(INPUT).error()).isNull();
  }

  @Test
  void five_slices_in_a_row_that_die_fail_the_execution_with_the_last_error() {
    slices.add(slice("RUNNING", 3));
    slices.addAll(Collections.nCopies(5, KILLED));

    Ended ended = run(INPUT);

    assertThat(ended.error()).isEqualTo("Fanfare.Stalled");
    assertThat((String) ended.cause()).contains("five slices", "Runtime.ExitError");
    assertThat(slices).isEmpty();
  }

  @Test
  void five_slices_in_a_row_that_settle_no_task_fail_the_execution() {
    slices.addAll(Collections.nCopies(6, slice("RUNNING", 3)));

    assertThat(run(INPUT).error()).isEqualTo("Fanfare.Stalled");
    assertThat(slices).isEmpty();
  }

  @Test
  void slices_that_die_now_and_then_do_no_harm_as_long_as_tasks_are_settled() {
    for (int settled = 1; settled <= 50; settled++) {
      slices.addAll(List.of(KILLED, KILLED, KILLED, KILLED, slice("RUNNING", settled)));
    }
    slices.add(slice("COMPLETE", 51));
    reports.add(report());

    assertThat(run(INPUT).error()).isNull();
  }

  @Test
  void a_throttled_slice_is_tried_again_and_does_not_count_as_dead() {
    slices.addAll(Collections.nCopies(8, THROTTLED));
    slices.add(slice("COMPLETE", 9));
    reports.add(report());

    assertThat(run(INPUT).states()).doesNotContain("Pause");
  }

  @Test
  void a_malformed_job_list_fails_the_execution_at_once_with_its_message() {
    slices.add(
        new TaskException(
            "dev.fanfare.JobListException",
            "{\"errorMessage\":\"line 3: no kernel 'prize'\",\"errorType\":\"...\",\"stackTrace\":[]}"));

    Ended ended = run(INPUT);

    assertThat(ended.error()).isEqualTo("dev.fanfare.JobListException");
    assertThat(ended.cause()).isEqualTo("line 3: no kernel 'prize'");
    assertThat(payloads).hasSize(1);
    assertThat(published)
        .singleElement()
        .satisfies(message -> assertThat((String) message.get("Message"))
            .contains(
                "s3://bucket/jobs/nightly.jsonl",
                "line 3: no kernel 'prize'",
                "2026-01-01T05:00:00Z",
                "arn:execution-1"));
  }

  @Test
  void an_input_that_lacks_everything_reaches_the_orchestrator_which_says_what_is_missing() {
    slices.add(new TaskException(
        "java.lang.IllegalArgumentException", "{\"errorMessage\":\"jobs is missing\"}"));

    Ended ended = run(Map.of());

    assertThat(ended.cause()).isEqualTo("jobs is missing");
    assertThat(payloads.get(0))
        .isEqualTo(Map.of(
            "action",
            "slice",
            "execution",
            "execution-1",
            "scheduledTime",
            "2026-01-01T06:00:00Z",
            "options",
            Map.of()));
  }

  @Test
  void the_second_execution_for_a_schedule_time_ends_without_a_report() {
    slices.add(slice("DUPLICATE", 0));

    Ended ended = run(INPUT);

    assertThat(ended.states()).endsWith("Duplicate");
    assertThat(published).isEmpty();
  }

  @Test
  void a_cancelled_run_fails_its_execution_and_nobody_is_told() {
    slices.add(slice("CANCELLED", 0));

    Ended ended = run(INPUT);

    assertThat(ended.states()).endsWith("Cancelled");
    assertThat(ended.error()).isEqualTo("Fanfare.Cancelled");
    assertThat(published).isEmpty();
  }

  @Test
  void a_report_that_fails_is_tried_again() {
    slices.add(slice("COMPLETE", 9));
    reports.addAll(List.of(KILLED, THROTTLED, KILLED, report()));

    assertThat(run(INPUT).error()).isNull();
  }

  @Test
  void a_report_that_keeps_failing_fails_the_execution_and_names_the_run() {
    slices.add(slice("COMPLETE", 9));
    reports.addAll(Collections.nCopies(3, KILLED));

    Ended ended = run(INPUT);

    assertThat((String) ended.cause()).contains("run-1");
    assertThat(published).hasSize(1);
  }

  @Test
  void every_state_that_is_named_exists_and_every_state_is_named() {
    Map<String, Object> states = map(at(definition, "States"));
    TreeSet<String> named = new TreeSet<>(List.of((String) at(definition, "StartAt")));
    states.values().forEach(state -> named(state, named));

    assertThat(named).isEqualTo(new TreeSet<>(states.keySet()));
  }

  @Test
  void errors_that_end_a_run_are_classes_that_exist() {
    assertThat(list(at(definition, "States", "Slice", "Catch")))
        .flatExtracting(rule -> list(at(rule, "ErrorEquals")))
        .filteredOn(name -> !name.equals("States.ALL"))
        .hasSize(3)
        .allSatisfy(
            name -> assertThatCode(() -> Class.forName((String) name)).doesNotThrowAnyException());
  }

  private static void named(Object value, TreeSet<String> names) {
    if (value instanceof Map<?, ?> fields) {
      fields.forEach((key, field) -> {
        if (key.equals("Next") || key.equals("Default")) {
          names.add((String) field);
        } else {
          named(field, names);
        }
      });
    } else if (value instanceof List<?> elements) {
      elements.forEach(element -> named(element, names));
    }
  }

  private Ended run(Map<String, Object> input) {
    return new StateMachine(definition, "execution-1", this::call).run(input);
  }

  private Object call(String resource, Map<String, Object> arguments) throws TaskException {
    if (resource.endsWith(":sns:publish")) {
      published.add(arguments);
      return Map.of("MessageId", "1");
    }
    assertThat(resource).endsWith(":lambda:invoke");
    Map<String, Object> payload = map(arguments.get("Payload"));
    payloads.add(payload);
    invoked.add(arguments.get("FunctionName"));
    Object answer = (payload.get("action").equals("slice") ? slices : reports).remove();
    if (answer instanceof TaskException e) {
      throw e;
    }
    return Map.of("Payload", answer);
  }

  private static Map<String, Object> slice(String status, int settled) {
    return Map.of("status", status, "runId", "run-1", "tasks", 9, "settled", settled);
  }

  private static Map<String, Object> report() {
    return Map.of("status", "COMPLETE", "subject", "9 of 9", "message", "all is well");
  }
}
