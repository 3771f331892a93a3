package dev.fanfare.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that is larger than the memory. */
@Timeout(240)
final class LargeRowsTest {

  /** All together more than the heap of the reader. */
  private static final int RECORDS = 210_000;

  private static final int RECORD_BYTES = 1_000;

  @TempDir
  Path folder;

  /** Reads a file in a JVM of its own. */
  static final class Reader {

    private Reader() {}

    public static void main(String[] file) {
      Rows<@Nullable Object> rows = Rows.of(file[0], null, "sum");
      long sum = 0;
      for (Delayed<?> task : rows) {
        sum += (Long) task.arguments().get(0);
      }
      System.out.println(rows.count() + " records, sum " + sum);
    }
  }

  @Test
  void a_file_of_200_mb_is_read_in_64_mb() throws IOException {
    Path file = folder.resolve("large.jsonl");
    String padding = "x".repeat(RECORD_BYTES);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < RECORDS; i++) {
        out.write("{\"text\":\"" + padding + "\",\"n\":" + i + "}\n");
      }
    }
    assertThat(Files.size(file)).isGreaterThan(200 << 20);

    Process reader = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Reader.class.getName(),
            file.toString())
        .redirectErrorStream(true)
        .start();

    assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .endsWith(
            RECORDS + " records, sum " + RECORDS * (RECORDS - 1L) / 2 + System.lineSeparator());
  }
}
