package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.Delayed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobListTest {

  private static final String LINE = "{\"kernel\":\"sum\",\"args\":[4]}";

  @TempDir
  Path folder;

  private JobList list(int tasks) throws IOException {
    return JobList.of(Files.write(folder.resolve("jobs.jsonl"), Collections.nCopies(tasks, LINE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000, 100_001})
  void a_list_of_any_length_gives_all_its_tasks_each_time(int tasks) throws IOException {
    JobList list = list(tasks);

    assertThat(list.size()).isEqualTo(tasks);
    assertThat(list).hasSize(tasks);
    assertThat(list).hasSize(tasks);
  }

  @Test
  void a_long_list_is_read_as_it_is_asked_for() throws IOException {
    Iterator<Delayed<@Nullable Object>> tasks = list(200_000).iterator();
    tasks.next();

    Files.write(folder.resolve("jobs.jsonl"), new byte[0]);

    assertThatThrownBy(() -> tasks.forEachRemaining(task -> {}))
        .isInstanceOf(JobListException.class);
  }

  @Test
  void empty_lines_are_passed_over_and_count_as_lines() throws IOException {
    Path file = Files.writeString(folder.resolve("jobs.jsonl"), "\n" + LINE + "\n  \nno task\n");

    assertThatThrownBy(() -> JobList.of(file))
        .isInstanceOfSatisfying(
            JobListException.class, e -> assertThat(e.line()).isEqualTo(4));
  }

  @Test
  void a_line_without_an_end_is_refused_before_it_fills_the_memory() throws IOException {
    Path file = Files.writeString(folder.resolve("jobs.jsonl"), LINE + "\n");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 34);
    }

    assertThatThrownBy(() -> JobList.of(file))
        .isInstanceOf(JobListException.class)
        .hasMessage(file + ":2: a line must have at most 67108864 bytes");
  }

  @ParameterizedTest
  @CsvSource({"1234\\n1234\\r1234\\r\\n1234, true", "12345, false", "1\\n12345, false"})
  void the_bound_is_each_lines(String text, boolean within) throws IOException {
    String lines = text.replace("\\n", "\n").replace("\\r", "\r");

    assertThat(fits(new BoundedLines(new StringReader(lines), 4), new char[3])).isEqualTo(within);
    assertThat(fits(new BoundedLines(new StringReader(lines), 4), null)).isEqualTo(within);
  }

  private static boolean fits(Reader lines, char @Nullable [] buffer) throws IOException {
    try (lines) {
      while ((buffer == null ? lines.read() : lines.read(buffer)) >= 0) {
        // Reads on to the end.
      }
      return true;
    } catch (BoundedLines.TooLongException e) {
      return false;
    }
  }
}
