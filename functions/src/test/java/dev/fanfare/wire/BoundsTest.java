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
        "{'runId':'r','worker':null,'tasks':[]}                | BEGIN_OBJECT",
        "{'runId':'r','worker':{'id':null},'tasks':[]}         | a string",
        "{'runId':'r','tasks':[{'index':0,'error':{'type':null}}]} | a string",
      })
  void anOutcomeThatCannotBeIsRefused(String json, String why) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> outcome(json.replace('\'', '"')))
        .withMessageContaining("expected a result object")
        .withMessageContaining(why);
  }

  @Test
  void anOutcomesTasksAreCounted() {
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
  void aBatchOfMoreTasksDoesNotTravel() {
    List<Task> tasks = Collections.nCopies(InvocationJson.MOST_TASKS + 1, TASK);
    Invocation large = new Invocation(new Batch("r", 0, 1, tasks), Messages.URL);

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.write(large))
        .withMessage("a batch that travels must have at most 1000000 tasks, got: 1000001");
  }

  @Test
  void aStacksFramesAreCounted() {
    String frame = ",[\"c\",\"m\",null,1]";

    assertThat(
            outcome(error("\"stack\":[" + frame.repeat(64).substring(1) + "]")).tasks())
        .hasSize(1);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> outcome(error("\"stack\":[" + frame.repeat(65).substring(1) + "]")))
        .withMessageContaining("more than 64 elements");
  }

  @Test
  void causesAreBoundedByTheNesting() {
    String causes = "{\"cause\":".repeat(300) + "{}" + "}".repeat(300);

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> outcome(error("\"cause\":" + causes)))
        .withMessageContaining("255");
  }

  @Test
  void anErrorsMessageIsCut() {
    TaskError error = TaskError.of(new IllegalStateException("x".repeat(1_000_000)));

    assertThat(error.message()).hasSize(65_539).endsWith("x...");
  }

  @ParameterizedTest
  @CsvSource({"1e999999999", "-1e999999999", "1e400"})
  void aNumberBeyondDoublesIsRefusedWhereTheTypeSaysNothing(String number) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readJob("{\"kernel\":\"identity\",\"args\":[" + number + "]}"))
        .withMessageContaining("argument 'value'");
  }

  @ParameterizedTest
  @CsvSource({"identity, ''", "sum, ''", "sum, .0", "sum, e5"})
  void aNumberOfAMillionDigitsIsRefusedAtOnce(String kernel, String end) {
    String number = "7".repeat(1_000_000) + end;

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(
            () -> Codec.readJob("{\"kernel\":\"" + kernel + "\",\"args\":[" + number + "]}"))
        .withMessageContaining("expected a task in JSON");
  }

  @Test
  void largeNumbersWithinTheBoundsAreRead() throws Exception {
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
  void aNumberThatIsTooLongForTheReaderTravelsAsAString() throws Exception {
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
  void aNumberThatTakesTooLongToReadFailsItsTaskAlone() {
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
  void largeNumbersOfTheCallersTypesAreRefusedInAResult(String number) {
    String json = tasks("{\"index\":0,\"value\":" + number + "}");

    for (Class<?> type : List.of(BigInteger.class, BigDecimal.class, long.class, int.class)) {
      assertThat(Codec.readOutcome(sealed(json), index -> type).tasks())
          .as(type.getName())
          .extracting(TaskOutcome::succeeded)
          .containsExactly(false);
    }
  }

  @Test
  void aMessageDoesNotQuoteAllThatAStrangerWrote() {
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
  void aTypesNameInAMessageIsATextAsAnyOther(String name) throws Exception {
    String line =
        "{\"kernel\":\"identity\",\"args\":[{\"" + name + "\":\"java.lang.ProcessBuilder\"}]}";

    assertThat(Codec.readJob(line).call()).isEqualTo(Map.of(name, "java.lang.ProcessBuilder"));
  }

  @Test
  void aBatchIsOfARunAndHasAPlaceInIt() {
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
  void aReceiptThatCannotBeIsRefused(String json) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readReceipt(json.getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining("expected a receipt");
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
  void memoryThatRunsOutIsNoMistakeInWhatIsRead() {
    OutOfMemoryError memory = new OutOfMemoryError("heap");

    assertThatThrownBy(
            () -> new MalformedMessageException("expected a task", new JsonParseException(memory)))
        .isSameAs(memory);
  }
}
