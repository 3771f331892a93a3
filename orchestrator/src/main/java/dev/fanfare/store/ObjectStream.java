package dev.fanfare.store;

import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Reads an object in ranges, the next one while the caller reads the one before it. Not thread-safe. */
final class ObjectStream extends InputStream {

  /** The first range, which is enough for a small object. The next ones grow, so that a large one takes few requests. */
  private static final int FIRST_BYTES = 256 << 10;

  private static final int MOST_BYTES = 8 << 20;
  private static final int GROWTH = 4;

  /** Reads a range of the object: fewer bytes at its end, and none after it. */
  interface Range {
    CompletableFuture<byte[]> get(long offset, int most);
  }

  private final Range range;
  private long asked;
  private int size = FIRST_BYTES;
  private CompletableFuture<byte[]> next;
  private byte[] read = new byte[0];
  private int at;

  /** Reads from that offset on. */
  ObjectStream(long offset, Range range) {
    this.range = range;
    this.asked = offset;
    this.next = ask();
  }

  private CompletableFuture<byte[]> ask() {
    long from = asked;
    asked += size;
    return range.get(from, size);
  }

  @Override
  public int read() {
    return isAtEnd() ? -1 : read[at++] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (isAtEnd()) {
      return -1;
    }
    int count = Math.min(length, read.length - at);
    System.arraycopy(read, at, bytes, offset, count);
    at += count;
    return count;
  }

  private boolean isAtEnd() {
    if (at == read.length) {
      read = Await.result(next);
      at = 0;
      boolean last = read.length < size;
      size = Math.min(size * GROWTH, MOST_BYTES);
      next = last ? CompletableFuture.completedFuture(new byte[0]) : ask();
    }
    return read.length == 0;
  }
}
