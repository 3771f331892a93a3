package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatusLineTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(written, true, StandardCharsets.UTF_8);
  private final StatusLine line = new StatusLine(terminal);
  private final PrintStream above = line.above(terminal, StandardCharsets.UTF_8);

  /** What a terminal shows, without blanks at the ends of lines. */
  static List<String> screen(String written) {
    List<String> lines = new ArrayList<>();
    for (String raw : written.split("\n", -1)) {
      StringBuilder cells = new StringBuilder();
      for (String part : raw.split("\r", -1)) {
        cells.replace(0, Math.min(part.length(), cells.length()), part);
      }
      lines.add(cells.toString().stripTrailing());
    }
    return lines;
  }

  private List<String> screen() {
    return screen(written.toString(StandardCharsets.UTF_8));
  }

  @Test
  void what_is_printed_goes_above_it() {
    line.show(" 10% of a long bar");
    above.println("task 1: one");
    above.println("task 2: \u00fc");
    line.show(" 20%");
    above.println("task 3: three");

    assertThat(screen()).containsExactly("task 1: one", "task 2: \u00fc", "task 3: three", " 20%");
  }

  @Test
  void it_comes_back_when_a_line_that_is_printed_in_parts_has_ended() {
    line.show(" 10%");
    above.print("a");
    line.show(" 20%");
    above.print("b");
    assertThat(screen()).containsExactly("ab");

    above.println("c");
    assertThat(screen()).containsExactly("abc", " 20%");
  }

  @Test
  void it_stays_when_it_is_closed_and_everything_goes_below_it() {
    line.show(" 90%");
    above.print("not ended");
    line.show("100%");
    line.close();
    above.println("1 task in 1 batch");

    assertThat(screen()).containsExactly("not ended", "100%", "1 task in 1 batch", "");
  }

  @Test
  void nothing_is_added_to_what_is_printed_while_it_is_not_shown() {
    line.close();
    above.print("a");
    above.println("b");

    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("ab\n");
  }
}
