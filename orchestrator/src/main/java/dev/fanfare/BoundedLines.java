package dev.fanfare;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A reader that fails if a line is too long, so that a file without line ends does not fill the
 * memory. Not thread-safe.
 */
final class BoundedLines extends FilterReader {

  /** A line is too long. */
  static final class TooLongException extends IOException {
    TooLongException(int most) {
      super("a line must have at most " + most + " bytes");
    }
  }

  private final int most;
  private int length;

  /**
   * Reads from {@code in}.
   *
   * @param most maximum characters per line, without the line end
   */
  BoundedLines(Reader in, int most) {
    super(in);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int c = super.read();
    if (c >= 0) {
      count((char) c);
    }
    return c;
  }

  @Override
  public int read(char[] buffer, int offset, int count) throws IOException {
    int read = super.read(buffer, offset, count);
    for (int i = 0; i < read; i++) {
      count(buffer[offset + i]);
    }
    return read;
  }

  private void count(char c) throws TooLongException {
    length = c == '\n' || c == '\r' ? 0 : length + 1;
    if (length > most) {
      throw new TooLongException(most);
    }
  }
}
