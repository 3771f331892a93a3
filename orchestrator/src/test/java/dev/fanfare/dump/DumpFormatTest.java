package dev.fanfare.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format is the same on every machine and in every version of Fanfare that knows it. */
final class DumpFormatTest {

  private static final String VERSION_1 = """
      8946414e0d0a1a0a 01000000f50534de
      9c00000000000000 0900000007000000
      0300000000000000 0000000000000000
      0000000000000000 0000000000000000
      0600000003000000 0600000000000000
      0600000001000000 666c6f61745b5d5b
      5d5b302c312c325d 0000000000000000
      0000000000000000 0000000000000000
      0000c03f00000080 0000404000000000
      0000807f00000000 3bec7cd0
      """;

  @TempDir
  Path folder;

  @Test
  void a_dump_of_version_1_is_loaded_and_written_byte_by_byte() throws IOException {
    Path old = folder.resolve("old");
    Path written = folder.resolve("new");
    Files.write(old, bytes(VERSION_1));

    float[][] value = Load.from(old, float[][].class);
    Dump.to(written, value);

    assertThat(value)
        .isDeepEqualTo(new float[][] {{1.5f, -0.0f, 3}, {}, {Float.POSITIVE_INFINITY}});
    assertThat(Files.readAllBytes(written)).isEqualTo(bytes(VERSION_1));
  }

  private static byte[] bytes(String hex) {
    String digits = hex.replaceAll("\\s", "");
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }
}
