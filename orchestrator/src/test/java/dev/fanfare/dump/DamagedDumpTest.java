package dev.fanfare.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dump that is not as it was written is refused, and one that would fill the memory as well. */
@Timeout(60)
final class DamagedDumpTest {

  private static final int[] VALUES = {1, 2, 3, 40, 50, 60};

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("value.dump");
  }

  private byte[] dumped(String compression) throws IOException {
    Dump.to(file, VALUES, Compression.of(compression));
    return Files.readAllBytes(file);
  }

  private void assertRefused(byte[] bytes, String what) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> Load.from(file, int[].class))
        .as(what)
        .isInstanceOf(DumpException.class)
        .hasMessageStartingWith("cannot load " + file + ": it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zlib", "gzip", "xz", "zstd", "lz4"})
  void a_dump_is_refused_at_every_length_below_its_own(String compression) throws IOException {
    byte[] all = dumped(compression);
    for (int length = 0; length < all.length; length++) {
      assertRefused(Arrays.copyOf(all, length), length + " bytes of " + all.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zlib", "gzip", "xz", "zstd", "lz4"})
  void bytes_after_the_end_are_refused(String compression) throws IOException {
    byte[] all = dumped(compression);
    Random random = new Random(1);

    assertRefused(Arrays.copyOf(all, all.length + 1), "a byte too many");
    for (int more : new int[] {7, 8, 9, 10, 18, 19, 30, 70_000}) {
      byte[] noise = new byte[more];
      random.nextBytes(noise);
      byte[] longer = Arrays.copyOf(all, all.length + more);
      System.arraycopy(noise, 0, longer, all.length, more);
      assertRefused(longer, more + " bytes too many");
    }
  }

  /** What compressions do not verify or use themselves, such as a time in gzip, may differ; the value never does. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "zlib", "gzip", "xz", "zstd", "lz4"})
  void no_flipped_bit_changes_the_value(String compression) throws IOException {
    byte[] all = dumped(compression);
    int refused = 0;
    for (int bit = 0; bit < all.length * 8; bit++) {
      byte[] flipped = all.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      try {
        assertThat(Load.from(file, int[].class)).as("bit %d", bit).isEqualTo(VALUES);
      } catch (DumpException e) {
        assertThat(e).hasMessageStartingWith("cannot load " + file + ": it");
        refused++;
      }
    }
    // Without a compression, all bits count; gzip's header has six bytes that say nothing.
    assertThat(refused).isGreaterThan(all.length * 8 * 4 / 5);
    if (compression.equals("none")) {
      assertThat(refused).isEqualTo(all.length * 8);
    }
  }

  @Test
  void a_file_of_another_kind_is_refused() throws IOException {
    Files.writeString(file, "{\"a\": 1}");

    assertThatThrownBy(() -> Load.from(file, int[].class))
        .hasMessage("cannot load " + file + ": it is not a dump of Fanfare");
  }

  @Test
  void a_newer_version_of_the_format_is_refused() throws IOException {
    byte[] all = dumped("none");
    all[8] = 2;
    Files.write(file, all);

    assertThatThrownBy(() -> Load.from(file, int[].class))
        .hasMessage("cannot load " + file
            + ": its format has version 2, this version of Fanfare reads version 1");
    assertThatThrownBy(() -> Load.mapped(file)).hasMessageContaining("format has version 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zlib", "gzip", "xz", "zstd", "lz4"})
  void a_dump_larger_than_asked_for_is_refused(String compression) throws IOException {
    Dump.to(file, new byte[100_000], Compression.of(compression));

    assertThatThrownBy(() -> Load.from(file, byte[].class, 100_000))
        .hasMessage("cannot load " + file
            + ": it has 100,132 bytes when decompressed, maxBytes is 100,000");
    assertThat(Load.<byte[]>from(file, byte[].class, 100_132)).hasSize(100_000);
  }

  /** A head that promises arrays, and nothing after it. */
  private static byte[] promising(int length, int arrays) throws IOException {
    Head.Slot slot = new Head.Slot(ArrayKind.BYTE, length);
    return new Head("byte[]", new byte[] {'0'}, Collections.nCopies(arrays, slot)).encoded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zlib", "gzip", "xz", "zstd", "lz4"})
  void a_bomb_is_refused_before_its_memory_is_taken(String compression) throws IOException {
    int length = (int) Limit.HARMLESS_BYTES;
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream out = Compression.of(compression).method().pack(bomb, 1)) {
      out.write(promising(length, 1));
    }
    Files.write(file, bomb.toByteArray());

    assertThatThrownBy(() -> Load.from(file, byte[].class))
        .hasMessageStartingWith(
            "cannot load " + file + ": its " + bomb.size() + " bytes would become 268,435,")
        .hasMessageEndingWith("as those of a decompression bomb; if you trust it, pass maxBytes");
  }

  @Test
  void more_than_the_heap_is_refused() throws IOException {
    Files.write(file, promising(Integer.MAX_VALUE, 1000));

    assertThatThrownBy(() -> Load.from(file, byte[].class))
        .hasMessageContaining("bytes when decompressed, the heap at most")
        .hasMessageEndingWith("raise -Xmx");
  }

  @Test
  void a_head_that_lies_about_its_parts_is_refused() throws IOException {
    byte[] head = promising(4, 1);
    for (int at : List.of(24, 28, 32, 64, 68)) {
      ByteBuffer lie = ByteBuffer.wrap(head.clone()).order(ByteOrder.LITTLE_ENDIAN);
      lie.putInt(at, Integer.MAX_VALUE);
      CRC32C sum = new CRC32C();
      sum.update(lie.array(), 16, head.length - 16);
      lie.putInt(12, (int) sum.getValue());

      assertRefused(lie.array(), "a lie at " + at);
    }
  }
}
