package dev.fanfare.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.wire.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges that cover a file have each of its records once, in order, and none in part. */
class RandomSplitsTest {

  private static final int FILES = 50;
  private static final int SPLITS_OF_A_FILE = 20;

  private static final String[] CELLS = {
    "",
    " ",
    "a",
    "\u00E9",
    "\u20AC uro",
    "\uD83D\uDE80",
    "0.1",
    "tab\t",
    "back\\slash",
    "'",
    "{}",
    "\uFEFF"
  };

  private static final String[] QUOTED_CELLS = {
    ",", "\"", "\"\"", "a\nb", "\r\n", "\n\n", "\"\n\"", "x,\r\n,y", "\u20AC\n\u20AC"
  };

  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"CSV, .csv", "CSV, .csv.gz", "JSONL, .jsonl", "JSONL, .jsonl.gz"})
  void every_record_is_in_exactly_one_range_of_a_random_split(RowFormat format, String extension)
      throws IOException {
    Random random = new Random(13);
    for (int i = 0; i < FILES; i++) {
      List<Map<String, String>> rows = rows(random);
      byte[] bytes = written(format, rows, random).getBytes(StandardCharsets.UTF_8);
      Path file = folder.resolve(i + extension);
      Files.write(file, extension.endsWith(".gz") ? packed(bytes) : bytes);
      Rows<String> all = format == RowFormat.CSV
          ? Rows.csv(file, RowKernels::text)
          : Rows.jsonl(file, RowKernels::text);
      List<String> expected = tasks(all);

      assertThat(values(all)).isEqualTo(rows);
      assertThat(all.count()).isEqualTo(rows.size());
      for (int split = 0; split < SPLITS_OF_A_FILE; split++) {
        long[] seams = seams(random, bytes.length);
        List<String> found = new ArrayList<>();
        for (int range = 1; range < seams.length; range++) {
          found.addAll(tasks(all.between(seams[range - 1], seams[range])));
        }
        assertThat(found).as(Arrays.toString(seams)).isEqualTo(expected);
      }
    }
  }

  /** Rows with the same columns. */
  private static List<Map<String, String>> rows(Random random) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      // No empty line: the second cell is there.
      rows.add(Map.of("first", cell(random), "\u00FC,\"2\"", cell(random)));
    }
    return rows;
  }

  private static String cell(Random random) {
    String[] cells = random.nextInt(3) == 0 ? QUOTED_CELLS : CELLS;
    return cells[random.nextInt(cells.length)];
  }

  private static String written(RowFormat format, List<Map<String, String>> rows, Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
    List<String> lines = new ArrayList<>();
    if (format == RowFormat.CSV) {
      lines.add("first,\"\u00FC,\"\"2\"\"\"");
      rows.forEach(row ->
          lines.add(csv(row.get("first"), random) + "," + csv(row.get("\u00FC,\"2\""), random)));
    } else {
      rows.forEach(row -> lines.add(Codec.toJson(row)));
    }
    for (String line : lines) {
      text.append(line).append(lineBreak(random));
      while (random.nextInt(4) == 0) {
        text.append(lineBreak(random));
      }
    }
    return random.nextBoolean() ? text.toString() : text.toString().replaceFirst("\r?\n$", "");
  }

  private static String lineBreak(Random random) {
    return random.nextBoolean() ? "\n" : "\r\n";
  }

  private static String csv(String cell, Random random) {
    boolean needed = cell.matches("(?s).*[\",\r\n].*");
    return needed || random.nextBoolean() ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /** Where ranges meet: anywhere, also in the middle of a character, and some ranges are empty. */
  private static long[] seams(Random random, int size) {
    long[] seams = random.longs(2 + random.nextInt(6), 0, size + 1L).sorted().toArray();
    seams[0] = 0;
    seams[seams.length - 1] = Long.MAX_VALUE;
    return seams;
  }

  /** The tasks as text, each with its offset. */
  private static List<String> tasks(Rows<String> rows) {
    List<String> tasks = new ArrayList<>();
    rows.forEach(task -> tasks.add(task.origin() + task.arguments()));
    return tasks;
  }

  private static List<Object> values(Rows<String> rows) {
    List<Delayed<String>> tasks = new ArrayList<>();
    rows.forEach(tasks::add);
    return tasks.stream().map(task -> task.arguments().get(0)).collect(Collectors.toList());
  }
}
