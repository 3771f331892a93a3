package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that is larger than the memory. */
@Timeout(120)
final class LargeRowsTest {

  private static final int RECORDS = 3_300;

  /** All together more than the heap of the run; one of them far less. */
  private static final int RECORD_BYTES = 64 << 10;

  @TempDir
  Path folder;

  @Test
  void a_file_of_200_mb_is_run_in_64_mb() throws IOException, InterruptedException {
    Path file = folder.resolve("large.jsonl");
    String padding = "x".repeat(RECORD_BYTES);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < RECORDS; i++) {
        out.write("{\"text\":\"" + padding + "\",\"n\":" + i + "}\n");
      }
    }
    assertThat(Files.size(file)).isGreaterThan(200 << 20);

    Finished run = Finished.inChild(
        folder,
        List.of("-Xmx64m"),
        "run",
        "--kernel=sum",
        "--rows=" + file,
        "--backend=threads",
        "--n-jobs=2",
        "--values",
        "--out=" + folder.resolve("out"),
        "--store=" + folder.resolve("store"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    try (Stream<String> values = Files.lines(folder.resolve("out"))) {
      assertThat(values).hasSize(RECORDS).endsWith("5440051");
    }
  }
}
