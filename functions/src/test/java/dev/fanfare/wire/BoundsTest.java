package dev.fanfare.wire;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger can write is bounded in size, depth and number, and read in time that grows with its size. */
@Timeout(60)
class BoundsTest {

  private static final Task TASK = new Task(3, delayed(SeedKernels::sum, 1L));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'runId':'..','number':0,'attempt':1,'tasks':[]}      | runId must be at most 128 letters, digits",
        "{'runId':'a/b','number':0,'attempt':1,'tasks':[]}     | got: a/b",
        "{'number':0,'attempt':1,'tasks':[]}                   | runId must be",
        "{'runId':'r','number':-1,'attempt':1,'tasks':[]}      | number must not be negative, got: -1",
        "{'runId':'r','number':0,'attempt':0,'tasks':[]}       | attempt must be at least 1, got: 0",
        "{'runId':'r','attempt':9999999999,'tasks':[]}         | 9999999999",
        "{'runId':'r','number':1e30,'attempt':1,'tasks':[]}    | 1e30",
        "{'runId':'r','tasks':[{'index':-1,'value':1}]}        | index must not be negative, got: -1",
        "{'runId':'r','worker':null,'tasks':[]}                | expected a JSON object, got: null",
        "{'runId':'r','worker':{'id':null},'tasks':[]}         | a string",
        "{'runId':'r','tasks':[{'index':0,'error':{'type':null}}]} | a string",
      })
  void an_outcome_that_cannot_be_is_refused(String json, String why) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> outcome(json.replace('\'', '"')))
        .withMessageContaining("expected a result object")
        .withMessageContaining(why);
  }

  @Test
  void an_outcomes_tasks_are_counted() {
    String task = ",{\"index\":0}";

    assertThat(
            outcome(tasks(task.repeat(InvocationJson.MOST_TASKS).substring(1))).tasks())
        .hasSize(InvocationJson.MOST_TASKS);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(
            () -> outcome(tasks(task.repeat(InvocationJson.MOST_TASKS + 1).substring(1))))
        .withMessageContaining("more than 1000000 elements");
  }

  @Test
  void a_batch_of_more_tasks_does_not_travel() {
    List<Task> tasks = Collections.nCopies(InvocationJson.MOST_TASKS + 1, TASK);
    Invocation large = new Invocation(new Batch("r", 0, 1, tasks), Messages.URL);

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.write(large))
        .withMessage("a batch that travels must have at most 1000000 tasks, got: 1000001");
  }

  @Test
  void a_stacks_frames_are_counted() {
    String frame = ",[\"c\",\"m\",null,1]";

    assertThat(
            outcome(error("\"stack\":[" + frame.repeat(64).substring(1) + "]")).tasks())
        .hasSize(1);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> outcome(error("\"stack\":[" + frame.repeat(65).substring(1) + "]")))
        .withMessageContaining("more than 64 elements");
  }

  @Test
  void causes_are_bounded_by_the_nesting() {
    String causes = "{\"cause\":".repeat(300) + "{}" + "}".repeat(300);

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> outcome(error("\"cause\":" + causes)))
        .withMessageContaining("255");
  }

  @Test
  void an_errors_message_is_cut() {
    TaskError error = TaskError.of(new IllegalStateException("x".repeat(1_000_000)));

    assertThat(error.message()).hasSize(65_539).endsWith("x...");
  }

  @ParameterizedTest
  @CsvSource({"1e999999999", "-1e999999999", "1e400"})
  void a_number_beyond_doubles_is_refused_where_the_type_says_nothing(String number) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob("{\"kernel\":\"identity\",\"args\":[" + number + "]}"))
        .withMessageContaining("argument 'value'");
  }

  @ParameterizedTest
  @CsvSource({"identity, ''", "sum, ''", "sum, .0", "sum, e5"})
  void a_number_of_a_million_digits_is_refused_at_once(String kernel, String end) {
    String number = "7".repeat(1_000_000) + end;

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(
            () -> Codec.readJob("{\"kernel\":\"" + kernel + "\",\"args\":[" + number + "]}"))
        .withMessageContaining("expected a task in JSON");
  }

  @Test
  void large_numbers_within_the_bounds_are_read() throws Exception {
    String digits = "7".repeat(1_000);

    assertThat(
            Codec.readJob("{\"kernel\":\"identity\",\"args\":[" + digits + "]}").call())
        .isEqualTo(new BigInteger(digits));
    assertThat(Codec.readJob("{\"kernel\":\"identity\",\"args\":[-2147483649]}").call())
        .isEqualTo(-2_147_483_649L);
    assertThat(Codec.readJob("{\"kernel\":\"identity\",\"args\":[-2147483648]}").call())
        .isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void a_number_that_is_too_long_for_the_reader_travels_as_a_string() throws Exception {
    BigInteger large = BigInteger.TEN.pow(9_999);
    BigDecimal real = new BigDecimal(BigInteger.TEN.pow(9_000).negate(), 8_000);

    assertThat(Messages.roundTrip(BigInteger.class, large))
        .extracting(TaskOutcome::value)
        .containsExactly(large);
    assertThat(Messages.roundTrip(BigDecimal.class, real))
        .extracting(TaskOutcome::value)
        .containsExactly(real);
    assertThat(Messages.roundTrip(new Invocation(
                new Batch(
                    "r", 0, 1, List.of(new Task(0, delayed(WireKernels::product, large, real)))),
                Messages.URL))
            .batch()
            .tasks()
            .get(0)
            .call()
            .arguments())
        .isEqualTo(List.of(large, real));
  }

  @Test
  void a_number_that_takes_too_long_to_read_fails_its_task_alone() {
    assertThat(Messages.roundTrip(BigInteger.class, BigInteger.TEN.pow(10_000), BigInteger.TEN))
        .extracting(TaskOutcome::succeeded)
        .containsExactly(false, true);
    String digits = "7".repeat(1_000_000);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(
            () -> Codec.readJob("{\"kernel\":\"dev.fanfare.wire.WireKernels::lists\",\"args\":[[\""
                + digits + "\"],{}]}"))
        .withMessageContaining("a number of more than 1000 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999"})
  void large_numbers_of_the_callers_types_are_refused_in_a_result(String number) {
    String json = tasks("{\"index\":0,\"value\":" + number + "}");

    for (Class<?> type : List.of(BigInteger.class, BigDecimal.class, long.class, int.class)) {
      assertThat(Codec.readOutcome(sealed(json), index -> type).tasks())
          .as(type.getName())
          .extracting(TaskOutcome::succeeded)
          .containsExactly(false);
    }
  }

  @Test
  void a_message_does_not_quote_all_that_a_stranger_wrote() {
    String long_ = "x".repeat(1_000_000);

    for (String line : List.of(
        "[\"" + long_ + "\"]",
        "{\"" + long_ + "\":1}",
        "{\"kernel\":\"sum\",\"kwargs\":{\"" + long_ + "\":1}}")) {
      assertThatExceptionOfType(MalformedMessageException.class)
          .isThrownBy(() -> Codec.readJob(line))
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_100).endsWith("x..."));
    }
  }

  /** Types are those that the kernel declares; libraries that take them from the message load classes for strangers. */
  @ParameterizedTest
  @ValueSource(strings = {"@type", "@class", "class", "$type", "type"})
  void a_types_name_in_a_message_is_a_text_as_any_other(String name) throws Exception {
    String line =
        "{\"kernel\":\"identity\",\"args\":[{\"" + name + "\":\"java.lang.ProcessBuilder\"}]}";

    assertThat(Codec.readJob(line).call()).isEqualTo(Map.of(name, "java.lang.ProcessBuilder"));
  }

  @Test
  void a_batch_is_of_a_run_and_has_a_place_in_it() {
    assertThatThrownBy(() -> new Batch("../r", 0, 1, List.of(TASK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("got: ../r");
    assertThatThrownBy(() -> new Batch("r", -1, 1, List.of(TASK)))
        .hasMessage("number must not be negative, got: -1");
    assertThatThrownBy(() -> new Batch("r".repeat(129), 0, 1, List.of(TASK)))
        .hasMessageContaining("runId must be");
    assertThat(new Batch("r".repeat(128), 0, 1, List.of(TASK)).runId()).hasSize(128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"attempt\":1,\"number\":-1}", "{\"attempt\":1,\"stored\":null}"})
  void a_receipt_that_cannot_be_is_refused(String json) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readValue(json.getBytes(StandardCharsets.UTF_8), Receipt.class))
        .withMessageContaining("Receipt");
  }

  private static String tasks(String tasks) {
    return "{\"runId\":\"r\",\"tasks\":[" + tasks + "]}";
  }

  private static String error(String inside) {
    return tasks("{\"index\":0,\"error\":{" + inside + "}}");
  }

  private static BatchOutcome outcome(String json) {
    return Codec.readOutcome(sealed(json), index -> Object.class);
  }

  private static byte[] sealed(String json) {
    return Seal.put(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void memory_that_runs_out_is_no_mistake_in_what_is_read() {
    OutOfMemoryError memory = new OutOfMemoryError("heap");

    assertThatThrownBy(
            () -> new MalformedMessageException("expected a task", new JsonParseException(memory)))
        .isSameAs(memory);
  }
}
