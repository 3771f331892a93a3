package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of others, as it is shown to a reader. */
final class VisibleTextTest {

  @ParameterizedTest
  @CsvSource({"27", "0", "7", "8", "11", "12", "127", "128", "155", "8232", "8238", "8294"})
  void what_steers_a_terminal_is_shown(int code) {
    String text = "a" + (char) code + "b";

    assertThat(VisibleText.of(text)).matches("a\\\\u[0-9a-f]{4}b");
    assertThat(JsonParser.parseString('"' + VisibleText.of(text) + '"').getAsString())
        .isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a line\nand\r\nanother\tone", "grüße, 你好, مرحبا 😀", "\\u001b"})
  void what_is_read_stays_as_it_is(String text) {
    assertThat(VisibleText.of(text)).isSameAs(text);
  }

  @Test
  void a_line_is_not_overwritten() {
    assertThat(VisibleText.of("failed\rfine\r")).isEqualTo("failed\\u000dfine\\u000d");
  }
}
