package dev.fanfare.wire;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.Shared;
import dev.fanfare.wire.SharedKernels.Curve;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared values between processes: the arguments, and the bytes. */
class SharedArgumentTest {

  private final double[] values =
      IntStream.range(0, 100).mapToDouble(i -> i / 3.0).toArray();

  static Stream<Object> arrays() {
    int many = 100_000;
    byte[] bytes = new byte[many];
    bytes[many - 1] = -1;
    double[] doubles = new double[many];
    doubles[0] = Double.longBitsToDouble(0x7ff8_0000_0000_1234L);
    doubles[1] = -0.0;
    doubles[many - 1] = Double.MIN_VALUE;
    float[] floats = new float[many];
    floats[many - 1] = Float.NEGATIVE_INFINITY;
    return Stream.of(
        bytes,
        doubles,
        floats,
        new double[0],
        new short[] {Short.MIN_VALUE, 0, 1},
        new char[] {0, '\ud800', '\uffff'},
        IntStream.range(0, many).toArray(),
        new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE},
        new boolean[] {true, false, true});
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void an_array_of_every_primitive_type_arrives_bit_by_bit(Object array) {
    byte[] bytes = SharedBytes.of(array, array.getClass());

    Object read = SharedBytes.read(new ByteArrayInputStream(bytes), bytes.length, array.getClass());

    assertThat(read).isEqualTo(array).isNotSameAs(array);
    assertThat(SharedBytes.of(read, array.getClass())).isEqualTo(bytes);
    assertThat(bytes).hasSize((int) SharedArgument.arrayBytes(array));
  }

  @Test
  void bytes_are_in_little_endian_order() {
    assertThat(SharedBytes.of(new int[] {1, -2}, int[].class))
        .containsExactly(1, 0, 0, 0, -2, -1, -1, -1);
  }

  @Test
  void an_argument_carries_digest_type_and_size_and_no_values() {
    String line = Codec.writeJob(delayed(SharedKernels::at, Shared.of(values), 7));

    assertThat(line)
        .matches("\\{\"kernel\":\"dev.fanfare.wire.SharedKernels::at\",\"args\":\\[\\{\"sha256\":"
            + "\"[0-9a-f]{64}\",\"type\":\"double\\[]\",\"bytes\":800},7]}");
    assertThat(Codec.writeJob(Codec.readJob(line))).isEqualTo(line);
  }

  @Test
  void a_tasks_digest_depends_on_the_content_of_what_it_shares() {
    String before = Codec.writeJob(delayed(SharedKernels::at, Shared.of(values), 7));
    String same = Codec.writeJob(delayed(SharedKernels::at, Shared.of(values.clone()), 7));
    values[99]++;
    String other = Codec.writeJob(delayed(SharedKernels::at, Shared.of(values), 7));

    assertThat(TaskDigest.of(same)).isEqualTo(TaskDigest.of(before));
    assertThat(TaskDigest.of(other)).isNotEqualTo(TaskDigest.of(before));
  }

  @Test
  void records_lists_and_maps_are_shared_as_they_are_declared() throws Exception {
    Map<String, Curve> curves = Map.of("eur", new Curve("eur", List.of(0.1)));
    Delayed<?> call =
        Codec.readJob(Codec.writeJob(delayed(SharedKernels::rate, Shared.of(curves), "eur")));
    SharedArgument sent = SharedArgument.of(delayed(SharedKernels::rate, Shared.of(curves), "eur"))
        .get(0);
    SharedArgument received = SharedArgument.of(call).get(0);

    SharedBytes content = new SharedBytes(sent.encode(), received.type());
    received.shared().bind(() -> content);

    assertThat(call.call()).isEqualTo(0.1);
    assertThat(received.shared().get())
        .isEqualTo(curves)
        .isSameAs(received.shared().get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\ud800b", "\udc00", "\ud83d\ude00", "?"})
  void text_is_shared_with_halves_of_surrogate_pairs(String text) {
    byte[] bytes = SharedBytes.of(text, String.class);

    assertThat(new SharedBytes(bytes, String.class).value()).isEqualTo(text);
  }

  @Test
  void a_parameter_that_is_not_shared_gets_the_value_itself() throws Exception {
    Shared<double[]> shared = Shared.of(values);
    Delayed<?> call = delayed(SharedKernels::plainAt, values, 7).sending(List.of(shared, 7));
    Delayed<?> received = Codec.readJob(Codec.writeJob(call));

    SharedArgument.of(received)
        .get(0)
        .shared()
        .bind(() -> new SharedBytes(SharedArgument.of(call).get(0).encode(), double[].class));

    assertThat(received.call()).isEqualTo(values[7]);
    assertThat(call.arguments().get(0)).isSameAs(values);
  }

  @Test
  void the_views_of_an_array_refuse_changes_and_other_types() {
    Shared<double[]> here = Shared.of(values);

    assertThat(here.asDoubles().get(7)).isEqualTo(values[7]);
    assertThat(here.asDoubles().isReadOnly()).isTrue();
    assertThatThrownBy(here::asLongs)
        .hasMessage("this view needs a shared long[], this is a shared double[]");
  }

  @Test
  void an_array_that_was_changed_after_it_was_named_is_refused() {
    SharedArgument argument =
        SharedArgument.of(delayed(SharedKernels::at, Shared.of(values), 7)).get(0);
    byte[] first = argument.encode();
    values[3]++;

    assertThat(first).hasSize(800);
    assertThatThrownBy(argument::encode)
        .isInstanceOf(FanfareException.class)
        .hasMessageContaining("has changed since it was shared");
  }

  @Test
  @SuppressWarnings("unchecked") // That is the mistake.
  void what_the_parameter_does_not_declare_is_refused() {
    Shared<double[]> longs = (Shared<double[]>) (Shared<?>) Shared.of(new long[1]);

    assertThatThrownBy(() -> Codec.check(delayed(SharedKernels::at, longs, 0)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("a shared double[]: it is a long[]");
    assertThatThrownBy(() -> Codec.check(delayed(SharedKernels::any, Shared.of(values))))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("declare it as Shared<java.lang.Object>");
  }

  @Test
  void a_line_that_names_no_shared_value_is_refused() {
    for (String argument : List.of(
        "[1.0]",
        "{}",
        "{\"sha256\":\"ab\",\"type\":\"double[]\",\"bytes\":8}",
        "{\"sha256\":\"" + "a".repeat(64) + "\",\"type\":\"long[]\",\"bytes\":8}")) {
      String line =
          "{\"kernel\":\"dev.fanfare.wire.SharedKernels::at\",\"args\":[" + argument + ",0]}";

      assertThatThrownBy(() -> Codec.readJob(line))
          .as(argument)
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("'values'");
    }
  }

  @Test
  void a_value_that_never_came_is_told() {
    String line = "{\"kernel\":\"dev.fanfare.wire.SharedKernels::at\",\"args\":[{\"sha256\":\""
        + "a".repeat(64) + "\",\"type\":\"double[]\",\"bytes\":8},0]}";

    assertThatThrownBy(() -> Codec.readJob(line).call())
        .hasMessage("shared double[] of 8 bytes (aaaaaaaa) is not in this process");
  }

  @Test
  void an_invocation_carries_where_its_shared_values_are() {
    Batch batch = new Batch(
        "r", 0, 1, List.of(new Task(0, delayed(SharedKernels::at, Shared.of(values), 7))));
    Map<String, URI> blobs = Map.of(
        "a".repeat(64), URI.create("https://store/blob?signature=secret"),
        "b".repeat(64), URI.create("file:///store/blob"));

    Invocation read = (Invocation) Codec.readPayload(
        new ByteArrayInputStream(Codec.write(new Invocation(batch, Messages.URL, null, blobs))));

    assertThat(read.blobs()).isEqualTo(blobs);
    assertThat(read.toString()).doesNotContain("secret");
    assertThat(Kernels.byName("dev.fanfare.wire.SharedKernels::at").namesParameters())
        .isTrue();
  }
}
