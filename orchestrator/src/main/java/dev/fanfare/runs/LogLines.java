package dev.fanfare.runs;

import dev.fanfare.store.Await;
import dev.fanfare.store.ObjectStore;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an object that are not empty, read in blocks. What follows the last line break was cut
 * before it was written.
 */
final class LogLines implements Iterator<byte[]> {

  private static final int BLOCK_BYTES = 1 << 20;

  private final ObjectStore objects;
  private final String key;
  private byte[] read = {};
  private int place;
  private long offset;
  private boolean more = true;
  private byte @Nullable [] next;

  LogLines(ObjectStore objects, String key) {
    this.objects = objects;
    this.key = key;
  }

  @Override
  public boolean hasNext() {
    while (next == null && (place < read.length || more)) {
      int end = place;
      while (end < read.length && read[end] != '\n') {
        end++;
      }
      if (end < read.length) {
        next = end > place ? Arrays.copyOfRange(read, place, end) : null;
        place = end + 1;
      } else if (more) {
        readOn();
      } else {
        place = read.length;
      }
    }
    return next != null;
  }

  // The line that was begun stays in front.
  private void readOn() {
    byte[] block = Await.result(objects.get(key, offset, BLOCK_BYTES));
    byte[] begun = Arrays.copyOfRange(read, place, read.length);
    read = Arrays.copyOf(begun, begun.length + block.length);
    System.arraycopy(block, 0, read, begun.length, block.length);
    place = 0;
    offset += block.length;
    more = block.length == BLOCK_BYTES;
  }

  @Override
  public byte[] next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    byte[] line = next;
    next = null;
    return line;
  }
}
