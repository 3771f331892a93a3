package dev.fanfare.wire;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.WireKernels.Range;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

  private static final Invocation INVOCATION = new Invocation(
      new Batch(
          "run-1",
          7,
          2,
          List.of(
              new Task(12, delayed(SeedKernels::sum, 40L)),
              new Task(14, delayed(WireKernels::length, new Range(1, 5))),
              new Task(15, delayed(WireKernels::reals, Double.NaN, 0.5f)))),
      Messages.URL);

  private static final BatchOutcome OUTCOME = Messages.outcome(
      TaskOutcome.of(12, 780L, Messages.TIMING),
      TaskOutcome.failed(
          14,
          new TaskError(
              "com.acme.NoException",
              "no",
              List.of(
                  new StackTraceElement("com.acme.Kernels", "run", "Kernels.java", 7),
                  new StackTraceElement("com.acme.Native", "call", null, -2)),
              new TaskError("java.io.IOException", "\n\0 disk", List.of(), null, null),
              null),
          Messages.TIMING),
      TaskOutcome.of(15, 1L << 60, Timing.NONE));

  private static final Receipt RECEIPT = new Receipt(7, 2, 10, 1, 1L << 40, true);

  @Test
  void an_invocation_comes_back() {
    Invocation read = Messages.roundTrip(INVOCATION);

    assertThat(read.resultUrl()).isEqualTo(Messages.URL);
    assertThat(read.batch())
        .returns("run-1", Batch::runId)
        .returns(7L, Batch::number)
        .returns(2, Batch::attempt);
    assertThat(read.batch().tasks()).extracting(Task::index).containsExactly(12L, 14L, 15L);
    assertThat(read.batch().tasks())
        .extracting(task -> task.call().toString())
        .containsExactly(
            "sum(40)",
            "dev.fanfare.wire.WireKernels::length(Range[low=1, high=5])",
            "dev.fanfare.wire.WireKernels::reals(NaN, 0.5)");
  }

  @Test
  void an_invocations_url_is_a_secret() {
    assertThat(INVOCATION.toString()).contains("run-1").doesNotContain("secret");
  }

  @Test
  void a_payload_is_an_invocation_or_says_where_it_lies() {
    InputReference reference = new InputReference(Messages.URL);

    assertThat(payload(Codec.write(reference))).isEqualTo(reference);
    assertThat(payload(Codec.write(INVOCATION))).isInstanceOf(Invocation.class);
    assertThat(reference.toString()).doesNotContain("secret");
  }

  @Test
  void what_a_reference_leads_to_is_the_invocation_itself() {
    byte[] reference = Codec.write(new InputReference(Messages.URL));

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readInvocation(new java.io.ByteArrayInputStream(reference)))
        .withMessageContaining("behind an inputUrl must be an invocation itself")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret it is", "file:///secret", "https:secret", "//secret"})
  void a_reference_to_what_is_no_url_is_refused_without_its_url(String url) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> payload(bytes("{\"inputUrl\":\"" + url + "\"}")))
        .withMessageContaining("inputUrl must be an absolute http or https URL")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("secret"));
  }

  private static Payload payload(byte[] json) {
    return Codec.readPayload(new java.io.ByteArrayInputStream(json));
  }

  @Test
  void a_lambda_is_not_written() {
    Invocation lambda = new Invocation(
        new Batch("r", 0, 1, List.of(new Task(0, delayed((Integer n) -> n + 1, 1)))), Messages.URL);

    assertThatThrownBy(() -> Codec.write(lambda)).isInstanceOf(NotAKernelException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no_such_kernel | []       | unknown kernel 'no_such_kernel'",
        "sum            | []       | sum(long n) -> long takes 1 argument, got: 0",
        "sum            | [1,2]    | sum(long n) -> long takes 1 argument, got: 2",
        "sum            | [1.5]    | argument 'n' of sum(long n) -> long must be long, got: 1.5",
        "sum            | ['many'] | must be long, got: \"many\"",
        "sum            | [null]   | must be long, got: null",
        "dev.fanfare.wire.WireKernels::length | [{'low':5,'high':1}] | low must not be above high",
      })
  void a_task_that_cannot_be_read_fails_and_its_neighbours_run(
      String kernel, String args, String why) throws Exception {
    List<Task> tasks = Messages.invocationOf(
            "{'index':3,'kernel':'%s','args':%s},{'index':4,'kernel':'sum','args':[3]}"
                .formatted(kernel, args)
                .replace('\'', '"'))
        .batch()
        .tasks();

    assertThat(tasks).extracting(Task::index).containsExactly(3L, 4L);
    assertThatExceptionOfType(FanfareException.class)
        .isThrownBy(() -> tasks.get(0).call().call())
        .withMessageContaining(why);
    assertThat(tasks.get(0).call().name()).isEqualTo(kernel);
    assertThat(tasks.get(1).call().call()).isEqualTo(3L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{'resultUrl':'https://h/k','tasks':[]}",
        "{'resultUrl':'https://h/k','attempt':0,'tasks':[{'index':0}]}",
        "{'resultUrl':'https://h/k','tasks':[{'index':-1}]}",
        "{'resultUrl':'https://h/secret it is','tasks':[{'index':0}]}",
        "{'resultUrl':'file:///secret','tasks':[{'index':0}]}",
        "{'resultUrl':'','tasks':[{'index':0}]}",
        "{'resultUrl':'https://h/k','tasks':[{'index':0,'args':{}}]}",
        "{'resultUrl':'https://h/k','tasks':[{'index':0,'args':null}]}",
        "{'resultUrl':'https://h/k','tasks':[{'index':1.5}]}",
        "{'resultUrl':'https://h/k','tasks':[null]}",
        "{'resultUrl':'https://h/k','tasks':[{'index':0}]} {}",
        "[]",
        "null",
        "''",
      })
  void what_is_no_invocation_is_refused_without_its_url(String json) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Messages.invocation(json.replace('\'', '"')))
        .satisfies(e -> assertThat(e).hasMessageContaining("invocation"))
        .satisfies(e -> assertThat(e).hasStackTraceContaining("invocation"))
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("secret"));
  }

  @Test
  void an_outcome_comes_back_with_its_errors_causes_and_stacks() {
    BatchOutcome read =
        Codec.readOutcome(Codec.write(OUTCOME, index -> long.class), index -> long.class);

    assertThat(read).isEqualTo(OUTCOME);
    assertThat(read.tasks())
        .element(1)
        .extracting(
            task -> String.valueOf(task.error() == null ? null : task.error().trace()))
        .isEqualTo("""
            com.acme.NoException: no
            \tat com.acme.Kernels.run(Kernels.java:7)
            \tat com.acme.Native.call(Native Method)
            Caused by: java.io.IOException: \n\0 disk""");
  }

  @Test
  void a_result_object_is_damaged_if_one_byte_is_another() {
    byte[] result = Codec.write(OUTCOME, index -> long.class);

    for (int i = 0; i < result.length; i++) {
      byte[] damaged = result.clone();
      damaged[i] ^= 1;
      assertThatExceptionOfType(MalformedMessageException.class)
          .as("byte " + i)
          .isThrownBy(() -> Codec.readOutcome(damaged, index -> long.class));
    }
  }

  @Test
  void a_sealed_result_object_is_json_as_before() {
    String json = new String(Codec.write(OUTCOME, index -> long.class), StandardCharsets.UTF_8);

    assertThat(json).matches("(?s)\\{\"runId\":.*,\"crc32\":\"[0-9a-f]{8}\"}");
  }

  @Test
  void a_result_of_another_type_fails_its_task_alone() {
    byte[] json = Codec.write(
        Messages.outcome(
            TaskOutcome.of(0, "text", Timing.NONE), TaskOutcome.of(1, "5", Timing.NONE)),
        index -> String.class);

    assertThat(Codec.readOutcome(json, index -> index == 0 ? int.class : String.class)
            .tasks())
        .extracting(TaskOutcome::succeeded)
        .containsExactly(false, true);
  }

  @Test
  void a_receipt_comes_back() {
    assertThat(Codec.readValue(Codec.write(RECEIPT), Receipt.class)).isEqualTo(RECEIPT);
  }

  static Stream<Arguments> readers() {
    Consumer<byte[]> outcome = json -> Codec.readOutcome(json, index -> Range.class);
    BatchOutcome ranges = Messages.outcome(
        TaskOutcome.of(0, new Range(1, 2), Messages.TIMING), OUTCOME.tasks().get(1));
    return Stream.of(
        Arguments.of(
            "an invocation",
            (Consumer<byte[]>) json -> Codec.readInvocation(new java.io.ByteArrayInputStream(json)),
            Codec.write(INVOCATION)),
        Arguments.of("a result object", outcome, Codec.write(ranges, index -> Range.class)),
        Arguments.of(
            "a Receipt",
            (Consumer<byte[]>) json -> Codec.readValue(json, Receipt.class),
            Codec.write(RECEIPT)),
        Arguments.of(
            "a task",
            (Consumer<byte[]>) json -> Codec.readJob(new String(json, StandardCharsets.UTF_8)),
            bytes(
                "{\"kernel\":\"dev.fanfare.wire.WireKernels::length\",\"args\":[{\"low\":1,\"high\":2}]}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readers")
  void every_truncated_message_is_malformed(String what, Consumer<byte[]> read, byte[] valid) {
    for (int length = 0; length < valid.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(valid, length);
      assertThatExceptionOfType(MalformedMessageException.class)
          .as(() -> new String(cut, StandardCharsets.UTF_8))
          .isThrownBy(() -> read.accept(cut))
          .withMessageContaining(what);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readers")
  void garbage_is_malformed(String what, Consumer<byte[]> read, byte[] valid) {
    String deep = "[".repeat(300) + "]".repeat(300);
    for (String garbage :
        List.of("\0", "[]", "null", "{} x", deep, "{\"x\":" + deep + "}", "NaN", "<?xml?>")) {
      assertThatExceptionOfType(MalformedMessageException.class)
          .as(garbage)
          .isThrownBy(() -> read.accept(bytes(garbage)));
    }
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> read.accept(bytes(new String(valid, StandardCharsets.UTF_8) + "x")));
  }

  private static String stackTrace(Throwable e) {
    java.io.StringWriter text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
