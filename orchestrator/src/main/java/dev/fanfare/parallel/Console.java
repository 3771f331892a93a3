package dev.fanfare.parallel;

import dev.fanfare.report.ProgressLines;
import dev.fanfare.report.VisibleText;
import java.util.function.Consumer;

/**
 * Prints joblib's lines to the stream that joblib uses: standard error, or standard output from
 * {@code verbose} 50 on.
 */
enum Console implements Consumer<String> {
  STANDARD_OUTPUT {
    @Override
    public void accept(String line) {
      System.out.println(VisibleText.of(line));
    }
  },
  STANDARD_ERROR {
    @Override
    public void accept(String line) {
      System.err.println(VisibleText.of(line));
    }
  };

  static Console of(ProgressLines lines) {
    return lines.toStandardOutput() ? STANDARD_OUTPUT : STANDARD_ERROR;
  }
}
