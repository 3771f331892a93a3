package dev.fanfare.memo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are compressed together. Before them stand the compressed length, the length, and the CRC-32 of
 * the compressed bytes. Immutable.
 */
final class Block {

  /** Bytes before the compressed entries. */
  static final int HEADER = 3 * Integer.BYTES;

  /** Without entries; stands for a damaged block. */
  static final Block EMPTY = new Block(new byte[0]);

  /** Deflate cannot compress more than this. */
  private static final int MOST_RATIO = 1_032;

  private final byte[] entries;

  private Block(byte[] entries) {
    this.entries = entries;
  }

  /** The bytes of a block with the entries at the start of the array. */
  static byte[] pack(byte[] entries, int length) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(entries, 0, length);
      deflater.finish();
      byte[] packed = new byte[HEADER + length / 2 + 64];
      int end = HEADER;
      while (!deflater.finished()) {
        end += deflater.deflate(packed, end, packed.length - end);
        packed = end == packed.length ? Arrays.copyOf(packed, 2 * end) : packed;
      }
      ByteBuffer.wrap(packed)
          .putInt(end - HEADER)
          .putInt(length)
          .putInt(Checksum.of(packed, HEADER, end - HEADER));
      return Arrays.copyOf(packed, end);
    } finally {
      deflater.end();
    }
  }

  /** The length of the block at that place with its header; 0 if it is not there completely. */
  static int length(byte[] bytes, int at) {
    if (bytes.length - at < HEADER) {
      return 0;
    }
    int packed = ByteBuffer.wrap(bytes).getInt(at);
    return packed > 0 && packed <= bytes.length - at - HEADER ? HEADER + packed : 0;
  }

  /** The block at that place; null if it is damaged. */
  static @Nullable Block unpack(byte[] bytes, int at) {
    int packed = length(bytes, at) - HEADER;
    if (packed <= 0) {
      return null;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes, at, HEADER);
    int length = header.getInt(at + Integer.BYTES);
    boolean plausible = length >= 0 && length <= (long) packed * MOST_RATIO;
    return plausible
            && Checksum.of(bytes, at + HEADER, packed) == header.getInt(at + 2 * Integer.BYTES)
        ? unpack(bytes, at + HEADER, packed, length)
        : null;
  }

  private static @Nullable Block unpack(byte[] bytes, int at, int packed, int length) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, at, packed);
      byte[] entries = new byte[length];
      return inflater.inflate(entries) == length ? new Block(entries) : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  /** The entry at that place if it has that key of 32 bytes; null if not, which is so in a damaged block. */
  @Nullable
  Entry at(int position, byte[] key) {
    int start = position + Integer.BYTES;
    boolean same = start + key.length <= entries.length
        && Arrays.equals(entries, start, start + key.length, key, 0, key.length);
    return same ? EntryBytes.read(ByteBuffer.wrap(entries).position(position)) : null;
  }

  /** All entries, in the order in which they were added. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(entries);
    while (in.hasRemaining()) {
      all.add(EntryBytes.read(in));
    }
    return all;
  }

  /** How much memory it takes. */
  int bytes() {
    return entries.length;
  }
}
