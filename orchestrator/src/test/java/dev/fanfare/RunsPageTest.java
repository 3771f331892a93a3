package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about recorded runs says how a session can end, without gaps or inventions. */
class RunsPageTest {

  private static final Path PAGE = Path.of("../.docs/runs.md");
  private static final Pattern REASON = Pattern.compile("`([A-Z_]+)`");

  @Test
  void the_table_of_ends_has_every_reason_once_and_no_other() throws IOException {
    List<String> reasons = rowsAfter("| end of a session | meaning |")
        .map(row -> row.split("\\|", -1)[1])
        .flatMap(cell -> REASON.matcher(cell).results())
        .map(reason -> reason.group(1))
        .toList();

    assertThat(reasons)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Completion.Reason.values()).map(Enum::name).toList());
  }

  private static Stream<String> rowsAfter(String heading) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(heading))
        .takeWhile(line -> line.startsWith("|"));
  }
}
