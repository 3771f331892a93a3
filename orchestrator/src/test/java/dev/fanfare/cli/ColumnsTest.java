package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text is as wide as {@code COLUMNS} says. */
@Timeout(60)
final class ColumnsTest extends RecordedRunFixture {

  @BeforeEach
  void run() throws IOException {
    fanfare("run", "--backend=threads", "-j1", "--out=" + out(), jobs(3).toString());
  }

  private List<String> linesOf(int columns, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(Finished.line(List.of(), command))
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("COLUMNS", Integer.toString(columns));
    builder.environment().put("FANFARE_STORE", store().toString());
    Process child = builder.start();
    try {
      String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return out.lines().toList();
    } finally {
      child.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"show last", "show last --task=1", "report last --out=PAGE"})
  void text_is_wrapped_for_a_narrow_terminal_and_fills_a_wide_one(String command)
      throws IOException {
    String[] words =
        command.replace("PAGE", folder.resolve("page.html").toString()).split(" ");

    List<String> narrow = linesOf(60, words);
    List<String> wide = linesOf(200, words);

    // A word, such as the name of a file, stays whole.
    assertThat(narrow).allMatch(line -> line.length() <= 60 || !line.strip().contains(" "));
    assertThat(wide).hasSizeLessThan(narrow.size());
  }

  @Test
  void tables_are_as_narrow_as_they_can_be() throws IOException {
    assertThat(linesOf(90, "runs")).allMatch(line -> line.length() <= 90).hasSize(2);
    String[] compare = {
      "compare", "--kernel=sum", "--range=0:4", "--n-jobs=2", "--backends=sequential,threads"
    };
    assertThat(linesOf(60, compare))
        .allMatch(line -> line.length() <= 60)
        .anyMatch(line -> line.startsWith("backend       sequential: tasks 4, workers 1"));
    assertThat(linesOf(80, compare)).hasSize(3).allMatch(line -> line.length() <= 80);
  }
}
