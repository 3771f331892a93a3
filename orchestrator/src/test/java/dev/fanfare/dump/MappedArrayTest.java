package dev.fanfare.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump of an array is used in place. */
final class MappedArrayTest {

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("array.dump");
  }

  private MappedArray mapped(Object array) {
    Dump.to(file, array);
    return Load.mapped(file);
  }

  @Test
  void each_type_has_its_buffer() {
    assertThat(mapped(new double[] {1.5, -0.0}).doubles().get(0)).isEqualTo(1.5);
    assertThat(mapped(new float[] {1.5f}).floats().get(0)).isEqualTo(1.5f);
    assertThat(mapped(new long[] {1L << 40}).longs().get(0)).isEqualTo(1L << 40);
    assertThat(mapped(new int[] {-7}).ints().get(0)).isEqualTo(-7);
    assertThat(mapped(new short[] {-8}).shorts().get(0)).isEqualTo((short) -8);
    assertThat(mapped(new char[] {'\ud800'}).chars().get(0)).isEqualTo('\ud800');
    assertThat(mapped(new byte[] {-9}).bytes().get(0)).isEqualTo((byte) -9);
    assertThat(mapped(new boolean[] {true, false}).bytes())
        .isEqualTo(ByteBuffer.wrap(new byte[] {1, 0}));
    assertThat(mapped(new double[0]).doubles().capacity()).isZero();
  }

  @Test
  void a_buffer_has_its_own_position_and_cannot_be_written() {
    MappedArray array = mapped(new double[] {1, 2, 3});

    assertThat(array.doubles().get()).isEqualTo(1);
    assertThat(array.doubles().get()).isEqualTo(1);
    assertThat(array.doubles().isReadOnly()).isTrue();
    assertThat(array.length()).isEqualTo(3);
    assertThat(array.type()).isEqualTo(double[].class);
  }

  @Test
  void the_array_lies_at_a_multiple_of_64_and_in_little_endian() throws IOException {
    Dump.to(file, new long[] {0x0102030405060708L});

    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(128 + 8 + 4).containsSequence(8, 7, 6, 5, 4, 3, 2, 1);
    assertThat(bytes[128]).isEqualTo((byte) 8);
  }

  @Test
  void a_part_is_mapped_alone() {
    Dump.to(file, new int[] {10, 11, 12, 13});

    MappedArray part = Load.mapped(file, 1, 3);
    assertThat(part.length()).isEqualTo(2);
    assertThat(part.ints().get(1)).isEqualTo(12);
    assertThatThrownBy(() -> Load.mapped(file, 1, 5))
        .hasMessage("cannot map " + file + ": elements must be within 0 and 4, got: 1 to 5");
    assertThatThrownBy(() -> Load.mapped(file, -1, 2)).hasMessageContaining("got: -1 to 2");
    assertThatThrownBy(() -> Load.mapped(file, 3, 2)).hasMessageContaining("got: 3 to 2");
  }

  @Test
  void a_new_dump_leaves_a_mapping_as_it_was() {
    MappedArray array = mapped(new int[] {1, 2});

    Dump.to(file, new int[] {3, 4});

    assertThat(array.ints().get(0)).isEqualTo(1);
    assertThat(Load.mapped(file).ints().get(0)).isEqualTo(3);
  }

  @Test
  void what_cannot_be_mapped_is_refused_with_what_it_is() throws IOException {
    assertThatThrownBy(() -> mapped(new int[] {1}).longs())
        .isInstanceOf(DumpException.class)
        .hasMessage(file + " holds a int[], not a long[]");
    assertThatThrownBy(() -> mapped("text"))
        .hasMessage("cannot map " + file
            + ": it holds a java.lang.String; only a primitive array can be mapped");
    assertThatThrownBy(() -> mapped(new int[][] {{1}})).hasMessageContaining("it holds a int[][]");
    Dump.to(file, new int[] {1}, Compression.of("zlib"));
    assertThatThrownBy(() -> Load.mapped(file))
        .hasMessage("cannot map " + file
            + ": it is compressed with zlib; load it, or dump it uncompressed");
  }

  @Test
  void an_incomplete_file_is_not_mapped() throws IOException {
    Dump.to(file, new int[] {1, 2, 3});
    byte[] all = Files.readAllBytes(file);
    for (int length : List.of(0, 7, 63, 100, 128, all.length - 1)) {
      Files.write(file, Arrays.copyOf(all, length));

      assertThatThrownBy(() -> Load.mapped(file))
          .isInstanceOf(DumpException.class)
          .hasMessageContaining("damaged or incomplete");
    }
  }
}
