package dev.fanfare.dump;

import dev.fanfare.wire.Detached;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a dump contains. It is written and read in chunks: in addition to the value, there is one chunk of its arrays in
 * memory.
 *
 * @param type name of the type that the value was dumped as
 */
record Content(String type, Detached value) {

  /** A multiple of the size of every element. For larger ones, the JDK's file streams allocate memory that is slow to get. */
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Writes the bytes that {@link Head} describes. */
  void write(OutputStream out) throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32C());
    checked.write(head().encoded());
    byte[] chunk = new byte[CHUNK_BYTES];
    for (Object array : value.arrays()) {
      if (array != null) {
        write(array, chunk, checked);
      }
    }
    out.write(checksum((int) checked.getChecksum().getValue()));
  }

  private Head head() {
    List<Head.Slot> slots = new ArrayList<>();
    for (Object array : value.arrays()) {
      if (array != null) {
        slots.add(new Head.Slot(ArrayKind.of(array), Array.getLength(array)));
      }
    }
    return new Head(type, value.json(), slots);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] checksum(int sum) {
    byte[] bytes = new byte[Head.CHECKSUM_BYTES];
    littleEndian(bytes).putInt(sum);
    return bytes;
  }

  private static void write(Object array, byte[] chunk, OutputStream out) throws IOException {
    Head.Slot slot = new Head.Slot(ArrayKind.of(array), Array.getLength(array));
    int bytes = slot.kind().bytes();
    for (int from = 0, count; from < slot.length(); from += count) {
      count = Math.min(CHUNK_BYTES / bytes, slot.length() - from);
      slot.kind().write(array, from, count, littleEndian(chunk));
      out.write(chunk, 0, count * bytes);
    }
    out.write(new byte[slot.padding()]);
  }

  /** Reads a dump to its end. */
  static Content read(InputStream in, Limit limit) throws IOException {
    CheckedInputStream checked = new CheckedInputStream(in, new CRC32C());
    Head head = Head.read(checked, limit);
    byte[] chunk = new byte[CHUNK_BYTES];
    List<@Nullable Object> arrays = new ArrayList<>(head.slots().size());
    for (Head.Slot slot : head.slots()) {
      arrays.add(read(slot, chunk, checked));
    }
    byte[] sum = checksum((int) checked.getChecksum().getValue());
    readFully(in, chunk, Head.CHECKSUM_BYTES);
    if (!Arrays.equals(sum, 0, sum.length, chunk, 0, sum.length)) {
      throw new Refusal("it is damaged: its checksum is wrong");
    }
    // Also lets a compression check its own end.
    if (in.read() >= 0) {
      throw Refusal.bytesAfterEnd();
    }
    return new Content(head.type(), new Detached(head.json(), arrays));
  }

  private static Object read(Head.Slot slot, byte[] chunk, InputStream in) throws IOException {
    Object array = slot.kind().allocate(slot.length());
    int bytes = slot.kind().bytes();
    for (int from = 0, count; from < slot.length(); from += count) {
      count = Math.min(CHUNK_BYTES / bytes, slot.length() - from);
      readFully(in, chunk, count * bytes);
      slot.kind().read(littleEndian(chunk), array, from, count);
    }
    readFully(in, chunk, slot.padding());
    return array;
  }

  private static void readFully(InputStream in, byte[] bytes, int count) throws IOException {
    if (in.readNBytes(bytes, 0, count) < count) {
      throw new EOFException("it ends too early");
    }
  }
}
