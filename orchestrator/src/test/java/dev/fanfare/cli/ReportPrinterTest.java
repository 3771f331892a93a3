package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The report on a terminal, and elsewhere. */
final class ReportPrinterTest {

  private static final String LINES = """
      elapsed       1.00 s: 60 % computing, 30 % start-up, 10 %
                    other
      orchestrator  0.71 s CPU""";

  @Test
  void labels_are_bold_and_everything_stays_in_its_column() {
    String colored = ReportPrinter.colored(LINES);

    assertThat(colored.split("\u001b\\[1m", -1)).hasSize(3);
    assertThat(colored.replaceAll("\u001b\\[[01]m", "")).isEqualTo(LINES);
    assertThat(colored).contains("\n              other\n");
  }

  @Test
  void nothing_is_colored_but_a_terminal() {
    StringWriter plain = new StringWriter();

    ReportPrinter.print(LINES, new PrintWriter(plain, /* autoFlush= */ true), null);

    assertThat(plain.toString()).isEqualToNormalizingNewlines(LINES + "\n");
  }

  @Test
  void names_of_tasks_cannot_color_or_steer_a_terminal() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();

    ReportPrinter.print(
        "slowest       f(\u001b[31m)",
        new PrintWriter(new StringWriter()),
        new PrintStream(terminal, true, StandardCharsets.UTF_8));

    assertThat(terminal.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b[31m");
  }

  @Test
  void no_color_is_respected() {
    assertThat(ReportPrinter.wantsColor("1", "xterm")).isFalse();
    assertThat(ReportPrinter.wantsColor(null, "dumb")).isFalse();
    assertThat(ReportPrinter.wantsColor("", null)).isTrue();
  }
}
