package dev.fanfare.cli;

import dev.fanfare.report.VisibleText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Makes control characters visible in everything that the command line prints. As thread-safe as
 * the underlying writer.
 */
final class VisibleWriter extends FilterWriter {

  private VisibleWriter(Writer out) {
    super(out);
  }

  /** Wraps a writer and flushes each line. */
  static PrintWriter before(PrintWriter out) {
    return new PrintWriter(new VisibleWriter(out), /* autoFlush= */ true);
  }

  @Override
  public void write(int c) throws IOException {
    write(String.valueOf((char) c));
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    write(new String(text, from, length));
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    out.write(VisibleText.of(text.substring(from, from + length)));
  }
}
