package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code report --open} says if there is no browser. */
@Timeout(60)
final class BrowserTest {

  private static String told(String... command) {
    StringWriter told = new StringWriter();
    Browser.start(List.of(command), new PrintWriter(told, true));
    return told.toString();
  }

  @Test
  void a_program_that_fails_is_told() {
    assertThat(told("sh", "-c", "exit 3"))
        .isEqualToIgnoringNewLines(
            "--open: cannot start a browser: sh ended with exit code 3; open the page yourself");
  }

  @Test
  void a_program_that_is_not_there_is_told() {
    assertThat(told("no-such-browser")).startsWith("--open: cannot start a browser: ");
  }

  @Test
  void a_browser_that_starts_is_silent() {
    assertThat(told("true")).isEmpty();
  }
}
