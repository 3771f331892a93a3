package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Text beside a label. */
final class LabeledTextTest {

  @Test
  void all_lines_of_the_text_begin_in_the_same_column_and_fit_a_terminal() {
    String text = new LabeledText("elapsed", "some words ".repeat(30).strip()).toString();

    assertThat(text.lines()).hasSizeGreaterThan(3).allMatch(line -> line.length() < 80);
    assertThat(text.lines().skip(1)).allMatch(line -> line.matches(" {14}\\S.*"));
    assertThat(text).startsWith("elapsed       some words");
    assertThat(text.replaceAll("\n {14}", " "))
        .isEqualTo("elapsed       " + "some words ".repeat(30).strip());
  }

  @Test
  void a_word_that_is_longer_than_a_line_stays_whole() {
    String word = "x".repeat(100);

    assertThat(new LabeledText("kernels", word + " b"))
        .hasToString("kernels       " + word + "\n              b");
  }
}
