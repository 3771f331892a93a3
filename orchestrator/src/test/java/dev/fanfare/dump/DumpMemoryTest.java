package dev.fanfare.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A dump needs little memory in addition to its array. */
@Timeout(60)
final class DumpMemoryTest {

  private static final int ELEMENTS = 4_000_000;

  /** Dumps and loads 32 MB with each compression whose own buffers are small. */
  public static final class InSmallHeap {
    public static void main(String[] args) {
      for (String name : new String[] {"none", "zlib", "gzip", "zstd", "lz4"}) {
        Path file = Path.of(args[0], name);
        dump(file, Compression.of(name));
        double[] again = Load.from(file, double[].class);
        System.out.print(name + " " + again[ELEMENTS - 1] + " ");
      }
    }

    private static void dump(Path file, Compression compression) {
      double[] values = new double[ELEMENTS];
      for (int i = 0; i < values.length; i++) {
        values[i] = i;
      }
      Dump.to(file, values, compression);
    }
  }

  @TempDir
  Path folder;

  @Test
  void an_array_of_most_of_the_heap_is_dumped_and_loaded()
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            InSmallHeap.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output)
        .isEqualTo("none 3999999.0 zlib 3999999.0 gzip 3999999.0 zstd 3999999.0 lz4 3999999.0 ");
  }
}
