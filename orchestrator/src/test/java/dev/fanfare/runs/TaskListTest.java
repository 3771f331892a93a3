package dev.fanfare.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.store.FolderStore;
import dev.fanfare.store.RunFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job list in chunks. */
final class TaskListTest {

  private static final RunFolder RUN = new RunFolder("00000000-0000-0000-0000-000000000001");

  @TempDir
  Path folder;

  private FolderStore store;
  private TaskList list;

  @BeforeEach
  void create() {
    store = new FolderStore(folder);
    list = new TaskList(store, RUN);
  }

  private void write(long known, List<String> lines) {
    TaskList.Writer writer = list.writerAfter(known);
    lines.forEach(writer::append);
    writer.flush();
  }

  private List<String> read() {
    List<String> lines = new ArrayList<>();
    list.lines().forEachRemaining(lines::add);
    return lines;
  }

  private int chunks() {
    return store.list(RUN.tasks()).join().size();
  }

  @Test
  void large_lines_make_many_chunks_so_that_one_fits_in_memory() {
    List<String> lines = List.of(large('a'), large('b'), large('c'), large('d'), large('e'));

    write(0, lines);

    assertThat(chunks()).isEqualTo(3);
    assertThat(read()).isEqualTo(lines);
  }

  private static String large(char letter) {
    return String.valueOf(letter).repeat(TaskList.MOST_BYTES / 2);
  }

  @Test
  void a_list_is_gone_on_with_after_any_of_its_lines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 2 * TaskList.MOST_LINES + 5; i++) {
      lines.add("line " + i);
    }
    for (int known : List.of(0, 1, TaskList.MOST_LINES, TaskList.MOST_LINES + 1, lines.size())) {
      write(known, lines.subList(known, lines.size()));

      assertThat(chunks()).isEqualTo(3);
      assertThat(read()).isEqualTo(lines);
    }
  }

  @Test
  void a_chunk_that_has_lost_its_end_ends_the_list() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < TaskList.MOST_LINES + 5; i++) {
      lines.add("line " + i);
    }
    write(0, lines);
    String kept = String.join("\n", lines.subList(0, TaskList.MOST_LINES - 1)) + "\n";
    store.put(RUN.tasks(0), kept.getBytes(StandardCharsets.UTF_8)).join();

    assertThat(read()).isEqualTo(lines.subList(0, TaskList.MOST_LINES - 1));

    write(TaskList.MOST_LINES - 1, lines.subList(TaskList.MOST_LINES - 1, lines.size()));
    assertThat(read()).isEqualTo(lines);
  }
}
