package dev.fanfare.rows;

import dev.fanfare.kernel.MalformedMessageException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts bytes into records, each with the offset at which it begins. A record is a line; in CSV, a
 * line break between quotes is a part of it. In UTF-8, no byte of a longer character is a quote, a
 * comma or a line break, so nothing needs to be decoded to find the end. Not thread-safe.
 */
final class RecordReader implements Closeable {

  /** A longer record is not kept in memory. */
  static final int MOST_BYTES = 64 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final boolean csv;
  private final int mark;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private long position;

  private byte[] record = new byte[1 << 10];
  private int length;
  private long offset;
  private long line;
  private long nextLine = 1;
  private boolean tooLong;
  private Quotes quotes = Quotes.BEFORE;

  /** Where in a field of CSV the reader is. */
  private enum Quotes {
    /** At its beginning, where a quote opens it. */
    BEFORE,
    /** In one without quotes, or behind its end. */
    OUTSIDE,
    INSIDE,
    /** At a quote that ends it, or is the first of two that stand for one. */
    MAYBE_BEHIND
  }

  /**
   * A reader of {@code in}, which it closes.
   *
   * @param offset the offset of its first byte
   * @param csv whether quotes count
   */
  RecordReader(InputStream in, long offset, boolean csv) throws IOException {
    this.in = in;
    this.csv = csv;
    this.position = offset;
    fill();
    this.mark = offset == 0 && startsWithMark() ? BYTE_ORDER_MARK.length : 0;
    this.at = mark;
  }

  private boolean startsWithMark() {
    int most = Math.min(end, BYTE_ORDER_MARK.length);
    return Arrays.equals(Arrays.copyOf(buffer, most), BYTE_ORDER_MARK);
  }

  /** Goes to the next record that is not empty. False if there is none. */
  boolean next() throws IOException {
    do {
      if (!read()) {
        return false;
      }
    } while (isEmpty());
    return true;
  }

  /** Goes behind the next line break. */
  void skipLine() throws IOException {
    read();
  }

  /** Where the record begins. */
  long offset() {
    return offset;
  }

  /** The line in which the record begins, from 1, if all lines before it were read, too. */
  long line() {
    return line;
  }

  /**
   * The record without its line break.
   *
   * @throws MalformedMessageException if it is too long or not UTF-8
   */
  String text() {
    if (tooLong) {
      throw new MalformedMessageException(
          "a record must have at most " + MOST_BYTES + " bytes"
              + (csv ? " (is a quote missing?)" : ""),
          null);
    }
    try {
      return decoder.decode(ByteBuffer.wrap(record, 0, length)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("expected text in UTF-8", e);
    }
  }

  private boolean read() throws IOException {
    long start = position + at;
    // The first record begins with the mark.
    offset = start == mark ? 0 : start;
    line = nextLine++;
    length = 0;
    tooLong = false;
    quotes = Quotes.BEFORE;
    boolean some = false;
    boolean over = false;
    while (!over && (at < end || fill())) {
      int from = at;
      over = csv ? findEndOfRecord() : findEndOfLine();
      append(from, over ? at - 1 : at);
      some = true;
    }
    if (length > 0 && record[length - 1] == '\r') {
      length--;
    }
    return some;
  }

  private boolean fill() throws IOException {
    position += end;
    at = 0;
    end = in.readNBytes(buffer, 0, buffer.length);
    return end > 0;
  }

  private boolean findEndOfLine() {
    while (at < end) {
      if (buffer[at++] == '\n') {
        return true;
      }
    }
    return false;
  }

  private boolean findEndOfRecord() {
    Quotes now = quotes;
    while (at < end) {
      byte b = buffer[at++];
      if (now == Quotes.INSIDE) {
        now = b == '"' ? Quotes.MAYBE_BEHIND : now;
        nextLine += b == '\n' ? 1 : 0;
      } else if (b == '\n') {
        return true;
      } else if (b == ',') {
        now = Quotes.BEFORE;
      } else if (b == '"' && now != Quotes.OUTSIDE) {
        now = Quotes.INSIDE;
      } else {
        now = Quotes.OUTSIDE;
      }
    }
    quotes = now;
    return false;
  }

  private void append(int from, int to) {
    int more = to - from;
    if (tooLong || length + more > MOST_BYTES) {
      tooLong = true;
      length = 0;
      return;
    }
    if (length + more > record.length) {
      record = Arrays.copyOf(record, Math.max(2 * record.length, length + more));
    }
    System.arraycopy(buffer, from, record, length, more);
    length += more;
  }

  private boolean isEmpty() {
    if (tooLong || (csv && length > 0)) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (record[i] != ' ' && record[i] != '\t' && record[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
