package dev.fanfare.memo;

import dev.fanfare.kernel.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which entries a run has found, by the first 64 bits of their keys: enough to tell what was not used for long.
 * Thread-safe.
 */
final class Uses {

  private static final int MAGIC = 0x464d5531;
  private static final int HEADER = Integer.BYTES + Long.BYTES;

  private long[] prefixes = new long[1024];
  private int size;

  synchronized void add(long prefix) {
    if (size == prefixes.length) {
      sortAndDropRepeated();
      // Grows only if most are distinct, so repeated uses need little memory.
      prefixes = size > prefixes.length / 2 ? Arrays.copyOf(prefixes, 2 * size) : prefixes;
    }
    prefixes[size++] = prefix;
  }

  private void sortAndDropRepeated() {
    Arrays.sort(prefixes, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept == 0 || prefixes[kept - 1] != prefixes[i]) {
        prefixes[kept++] = prefixes[i];
      }
    }
    size = kept;
  }

  synchronized boolean isEmpty() {
    return size == 0;
  }

  /** As it is stored: the time of the use, then the beginnings of the keys, then a checksum. */
  synchronized byte[] bytes(long millis) {
    sortAndDropRepeated();
    ByteBuffer out = ByteBuffer.allocate(HEADER + size * Long.BYTES + Integer.BYTES);
    out.putInt(MAGIC).putLong(millis);
    for (int i = 0; i < size; i++) {
      out.putLong(prefixes[i]);
    }
    return out.putInt(checksum(out.array())).array();
  }

  private static int checksum(byte[] bytes) {
    return Checksum.of(bytes, 0, bytes.length - Integer.BYTES);
  }

  /** The uses of a run. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Stored(long millis, long[] prefixes) {

    boolean has(long prefix) {
      return Arrays.binarySearch(prefixes, prefix) >= 0;
    }
  }

  /**
   * Reads the uses of a run.
   *
   * @throws MalformedMessageException if they are damaged
   */
  static Stored read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int length = bytes.length - HEADER - Integer.BYTES;
    if (length < 0
        || length % Long.BYTES != 0
        || in.getInt() != MAGIC
        || in.getInt(HEADER + length) != checksum(bytes)) {
      throw new MalformedMessageException("its checksum is wrong", null);
    }
    long millis = in.getLong();
    long[] prefixes = new long[length / Long.BYTES];
    in.asLongBuffer().get(prefixes);
    return new Stored(millis, prefixes);
  }
}
