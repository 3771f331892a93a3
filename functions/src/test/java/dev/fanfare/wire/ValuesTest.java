package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.reflect.TypeToken;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.TypeName;
import dev.fanfare.wire.WireKernels.Chain;
import dev.fanfare.wire.WireKernels.Circle;
import dev.fanfare.wire.WireKernels.Colour;
import dev.fanfare.wire.WireKernels.Fussy;
import dev.fanfare.wire.WireKernels.Line;
import dev.fanfare.wire.WireKernels.Pair;
import dev.fanfare.wire.WireKernels.Point;
import dev.fanfare.wire.WireKernels.Shape;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a value on its way through an outcome. */
class ValuesTest {

  private static final Point POINT = new Point(1, -0.0);

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(long.class, Long.MAX_VALUE),
        Arguments.of(Long.class, Long.MIN_VALUE),
        Arguments.of(int.class, Integer.MIN_VALUE),
        Arguments.of(Short.class, Short.MAX_VALUE),
        Arguments.of(byte.class, Byte.MIN_VALUE),
        Arguments.of(boolean.class, true),
        Arguments.of(char.class, 'ß'),
        Arguments.of(float.class, 0.1f),
        Arguments.of(Float.class, Float.NEGATIVE_INFINITY),
        Arguments.of(double.class, -0.0),
        Arguments.of(double.class, Double.NaN),
        Arguments.of(double.class, Double.POSITIVE_INFINITY),
        Arguments.of(Double.class, Double.MIN_VALUE),
        Arguments.of(double.class, Double.MAX_VALUE),
        Arguments.of(BigInteger.class, BigInteger.TWO.pow(100)),
        Arguments.of(BigDecimal.class, new BigDecimal("0.10")),
        Arguments.of(Number.class, 5),
        Arguments.of(Double.class, null),
        Arguments.of(void.class, null),
        Arguments.of(String.class, "ü 😀 \0\u001f\u2028\t\"\\</script>"),
        Arguments.of(Colour.class, Colour.GREEN),
        Arguments.of(UUID.class, new UUID(1, 2)),
        Arguments.of(Instant.class, Instant.ofEpochSecond(1, 999_999_999)),
        Arguments.of(Duration.class, Duration.ofMillis(-1)),
        Arguments.of(LocalDate.class, LocalDate.of(2026, 2, 28)),
        Arguments.of(Year.class, Year.of(2026)),
        Arguments.of(ZoneId.class, ZoneId.of("Asia/Tokyo")),
        Arguments.of(ZoneId.class, ZoneOffset.ofHours(2)),
        Arguments.of(ZoneOffset.class, ZoneOffset.UTC),
        Arguments.of(DayOfWeek.class, DayOfWeek.SUNDAY),
        Arguments.of(
            ZonedDateTime.class, ZonedDateTime.parse("2026-01-01T00:00:00+01:00[Europe/Berlin]")),
        Arguments.of(byte[].class, new byte[] {0, -1, 127}),
        Arguments.of(int[][].class, new int[][] {{1}, {}, {2, 3}}),
        Arguments.of(double[].class, new double[] {Double.NaN, 1}),
        Arguments.of(Point[].class, new Point[] {POINT, null}),
        Arguments.of(Line.class, new Line(POINT, new Point(2, Double.NaN), null)),
        Arguments.of(new TypeToken<List<Point>>() {}.getType(), Arrays.asList(POINT, null)),
        Arguments.of(new TypeToken<Set<String>>() {}.getType(), Set.of("a", "b")),
        Arguments.of(
            new TypeToken<Pair<Long, List<Colour>>>() {}.getType(),
            new Pair<>(1L, List.of(Colour.RED))),
        Arguments.of(
            new TypeToken<Map<String, List<Integer>>>() {}.getType(),
            Map.of("a", List.of(1, 2), "", List.of())),
        Arguments.of(new TypeToken<Map<Long, Byte>>() {}.getType(), Map.of(-1L, (byte) 1)),
        Arguments.of(
            new TypeToken<Map<Point, LocalDate>>() {}.getType(), Map.of(POINT, LocalDate.EPOCH)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_value_comes_back_as_its_type_says(Type type, Object value) {
    TaskOutcome read = Messages.roundTrip(type, value).get(0);

    assertThat(read.error()).isNull();
    assertThat(read.value()).isEqualTo(value);
  }

  static Stream<Object> plain() {
    return Stream.of(
        5,
        -2147483649L,
        BigInteger.TWO.pow(63),
        5.5,
        -0.0,
        true,
        "NaN",
        List.of("a", 1, List.of()),
        Map.of("n", Arrays.asList(1L << 40, null), "", Map.of()));
  }

  @ParameterizedTest
  @MethodSource("plain")
  void plain_json_needs_no_declared_type(Object value) {
    assertThat(Messages.roundTrip(Object.class, value))
        .containsExactly(TaskOutcome.of(0, value, Messages.TIMING));
  }

  static Stream<Arguments> uncarriable() {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    return Stream.of(
        Arguments.of(Object.class, Thread.currentThread(), "JSON carries no java.lang.Thread"),
        Arguments.of(Object.class, cyclic, "contains itself or is nested deeper than 250"),
        Arguments.of(Chain.class, chain(251), "contains itself or is nested deeper than 250"),
        Arguments.of(Object.class, Optional.of(1), "JSON carries no java.util.Optional"),
        Arguments.of(Object.class, Stream.of(1), "JSON carries no java.util.stream.Reference"),
        Arguments.of(
            new TypeToken<Optional<Long>>() {}.getType(),
            Optional.of(1L),
            "Optional<java.lang.Long>"),
        Arguments.of(Shape.class, new Circle(1), "exactly as " + TypeName.of(Shape.class)),
        Arguments.of(Fussy.class, new Fussy(1), "Fussy: not now"));
  }

  @ParameterizedTest
  @MethodSource("uncarriable")
  void a_result_that_json_cannot_carry_fails_its_task_alone(Type type, Object value, String why) {
    List<TaskOutcome> tasks = Messages.roundTrip(type, null, value, null);

    assertThat(tasks).extracting(TaskOutcome::succeeded).containsExactly(true, false, true);
    TaskError error = tasks.get(1).error();
    assertThat(error).isNotNull();
    assertThat(error.type()).isEqualTo(MalformedMessageException.class.getName());
    assertThat(error.message()).startsWith("the result cannot be").contains(why);
    assertThat(error.trace()).as("Fanfare's own frames").doesNotContain("\tat ");
    assertThat(tasks.get(1).timing()).isEqualTo(Messages.TIMING);
  }

  @Test
  void the_deepest_value_that_is_written_can_be_read() {
    assertThat(Messages.roundTrip(Chain.class, chain(250)))
        .extracting(TaskOutcome::value)
        .containsExactly(chain(250));
    Invocation invocation = new Invocation(
        new Batch("r", 0, 1, List.of(new Task(0, Delayed.delayed(WireKernels::end, chain(250))))),
        Messages.URL);
    assertThat(Messages.roundTrip(invocation).batch().tasks().get(0).call().arguments())
        .hasSize(1);
  }

  @Test
  void an_argument_that_json_cannot_carry_is_named() {
    Delayed<?> call = Delayed.delayed(SeedKernels::identity, Thread.currentThread());
    Invocation invocation =
        new Invocation(new Batch("r", 0, 1, List.of(new Task(0, call))), Messages.URL);

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.write(invocation))
        .withMessageStartingWith(
            "argument 'value' of identity(Object value) -> Object cannot be carried exactly as"
                + " java.lang.Object: JSON carries no java.lang.Thread");
  }

  @Test
  void who_writes_an_outcome_hands_on_what_was_written() {
    BatchOutcome outcome = Messages.outcome(
        TaskOutcome.of(0, 1L, Messages.TIMING),
        TaskOutcome.of(1, Optional.of(1L), Messages.TIMING).withOutput("printed"));

    Codec.Encoded encoded = Codec.encode(outcome, index -> index == 0 ? long.class : Object.class);

    assertThat(encoded.json())
        .isEqualTo(Codec.write(outcome, index -> index == 0 ? long.class : Object.class));
    assertThat(encoded.outcome().tasks())
        .extracting(TaskOutcome::succeeded, TaskOutcome::output)
        .containsExactly(tuple(true, ""), tuple(false, "printed"));
  }

  private static Chain chain(int length) {
    Chain chain = null;
    for (int i = 0; i < length; i++) {
      chain = new Chain(chain);
    }
    return chain;
  }
}
