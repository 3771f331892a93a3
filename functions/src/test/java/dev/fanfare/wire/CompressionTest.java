package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fanfare.kernel.MalformedMessageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

  private static final int LARGE = Compression.PAYS_ABOVE_BYTES + 1;

  @Test
  void large_bytes_that_repeat_themselves_become_small() throws Exception {
    byte[] zeros = new byte[10 * LARGE];
    byte[] packed = Compression.pack(zeros);

    assertThat(packed).hasSizeLessThan(zeros.length / 100).startsWith(0x1f, 0x8b);
    assertThat(unpack(packed, zeros.length)).isEqualTo(zeros);
  }

  @Test
  void small_bytes_stay_as_they_are() {
    byte[] small = new byte[LARGE - 1];

    assertThat(Compression.pack(small)).isSameAs(small);
  }

  @Test
  void bytes_that_do_not_become_smaller_stay_as_they_are() {
    byte[] noise = new byte[LARGE];
    new Random(7).nextBytes(noise);

    assertThat(Compression.pack(noise)).isSameAs(noise);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "plain \u001f text"})
  void what_is_not_packed_is_read_as_it_is(String text) throws Exception {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThat(unpack(bytes, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void more_than_the_bound_is_refused() {
    byte[] bomb = Compression.pack(new byte[LARGE]);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> unpack(bomb, LARGE - 1))
        .withMessage("it is larger than " + (LARGE - 1) + " bytes");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> unpack(new byte[] {1, 2, 3}, 2));
  }

  @Test
  void a_result_object_that_unpacks_to_more_than_the_bound_is_malformed() {
    BatchOutcome outcome =
        Messages.outcome(TaskOutcome.of(0, "x".repeat(10 * LARGE), Messages.TIMING));
    byte[] packed = Compression.pack(Codec.write(outcome, index -> String.class));

    assertThat(packed).hasSizeLessThan(LARGE);
    assertThat(Codec.readOutcome(packed, index -> String.class)).isEqualTo(outcome);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> Codec.readOutcome(packed, index -> String.class, LARGE))
        .withMessage("expected a result object in JSON: it is larger than " + LARGE + " bytes");
  }

  @Test
  void a_packed_result_object_that_is_damaged_is_malformed() {
    BatchOutcome outcome = Messages.outcome(TaskOutcome.of(0, "x".repeat(LARGE), Messages.TIMING));
    byte[] packed = Compression.pack(Codec.write(outcome, index -> String.class));

    for (int length = 2; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatExceptionOfType(MalformedMessageException.class)
          .isThrownBy(() -> Codec.readOutcome(cut, index -> String.class));
    }
    byte[] flipped = packed.clone();
    flipped[packed.length - 8] ^= 1;
    assertThatExceptionOfType(MalformedMessageException.class)
        .as("its checksum does not fit")
        .isThrownBy(() -> Codec.readOutcome(flipped, index -> String.class));
  }

  private static byte[] unpack(byte[] bytes, long mostBytes) throws IOException {
    return Compression.unpack(new ByteArrayInputStream(bytes), mostBytes).readAllBytes();
  }
}
