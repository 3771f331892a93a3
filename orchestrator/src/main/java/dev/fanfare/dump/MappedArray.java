package dev.fanfare.dump;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A primitive array in a file that is mapped into memory, read-only. Immutable and thread-safe; each buffer has its own
 * position.
 *
 * <p>Ask for it by the type of its elements, such as {@link #doubles()}: the buffer has their type without a cast, and if
 * the type is wrong, the error names the one in the file. {@code DoubleBuffer.get(i)} takes the place of {@code array[i]}.
 *
 * <p>The mapping ends when the last of its buffers is garbage collected. A new dump to the same path replaces the file and
 * leaves the mapping as it was. A file that another program truncates while it is mapped makes reads fail with
 * {@link InternalError}.
 */
public final class MappedArray {

  private final Path file;
  private final ArrayKind kind;
  private final ByteBuffer bytes;

  private MappedArray(Path file, ArrayKind kind, ByteBuffer bytes) {
    this.file = file;
    this.kind = kind;
    this.bytes = bytes;
  }

  static MappedArray of(Path file, int from, @Nullable Integer to) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Head head = head(channel);
      Head.Slot slot = head.slots().get(0);
      int end = to == null ? slot.length() : to;
      if (from < 0 || from > end || end > slot.length()) {
        throw new Refusal(
            "elements must be within 0 and " + slot.length() + ", got: " + from + " to " + end);
      }
      int size = slot.kind().bytes();
      long length = (long) (end - from) * size;
      if (length > Integer.MAX_VALUE) {
        throw new Refusal(
            "a buffer has at most 2 GB; map parts of it with Load.mapped(file, from, to)");
      }
      ByteBuffer bytes = channel.map(MapMode.READ_ONLY, head.bytes() + (long) from * size, length);
      return new MappedArray(file, slot.kind(), bytes);
    }
  }

  private static Head head(FileChannel channel) throws IOException {
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
    in.mark(Method.BEGINNING_BYTES);
    Method method = Method.of(in.readNBytes(Method.BEGINNING_BYTES));
    in.reset();
    if (method != Method.NONE) {
      throw new Refusal("it is compressed with " + method + "; load it, or dump it uncompressed");
    }
    Head head = Head.read(in, new Limit(channel.size(), Long.MAX_VALUE));
    if (head.dumpBytes() != channel.size()) {
      throw new Refusal("it is damaged or incomplete: it has " + channel.size() + " of "
          + head.dumpBytes() + " bytes");
    }
    if (head.slots().size() != 1
        || !head.type().equals(head.slots().get(0).kind().type().getTypeName())) {
      throw new Refusal("it holds a " + head.type() + "; only a primitive array can be mapped");
    }
    return head;
  }

  /** The type of the array, such as {@code double[].class}. */
  public Class<?> type() {
    return kind.type();
  }

  /** The number of elements. */
  public int length() {
    return bytes.capacity() / kind.bytes();
  }

  /**
   * The elements of a {@code byte[]}, or of a {@code boolean[]} as 1 and 0.
   *
   * @throws DumpException if the array has another type; this holds for all these methods
   */
  public ByteBuffer bytes() {
    return kind == ArrayKind.BOOLEAN ? of(ArrayKind.BOOLEAN) : of(ArrayKind.BYTE);
  }

  /** The elements of a {@code char[]}. */
  public CharBuffer chars() {
    return of(ArrayKind.CHAR).asCharBuffer();
  }

  /** The elements of a {@code short[]}. */
  public ShortBuffer shorts() {
    return of(ArrayKind.SHORT).asShortBuffer();
  }

  /** The elements of an {@code int[]}. */
  public IntBuffer ints() {
    return of(ArrayKind.INT).asIntBuffer();
  }

  /** The elements of a {@code long[]}. */
  public LongBuffer longs() {
    return of(ArrayKind.LONG).asLongBuffer();
  }

  /** The elements of a {@code float[]}. */
  public FloatBuffer floats() {
    return of(ArrayKind.FLOAT).asFloatBuffer();
  }

  /** The elements of a {@code double[]}. */
  public DoubleBuffer doubles() {
    return of(ArrayKind.DOUBLE).asDoubleBuffer();
  }

  private ByteBuffer of(ArrayKind wanted) {
    if (kind != wanted) {
      throw new DumpException(
          file + " holds a " + kind.type().getTypeName() + ", not a "
              + wanted.type().getTypeName(),
          null);
    }
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
