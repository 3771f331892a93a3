package dev.fanfare.wire;

import com.google.gson.JsonParser;
import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.SharedContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a shared value in memory: an array of primitive values as its elements in little-endian
 * order, anything else as the JSON of an argument.
 */
public final class SharedBytes implements SharedContent {

  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;
  private static final int CHUNK_BYTES = 64 * 1024;

  private final byte[] bytes;
  private final Type type;
  private @Nullable Object value;

  /**
   * A value in memory.
   *
   * @param type its declared type
   */
  public SharedBytes(byte[] bytes, Type type) {
    this.bytes = bytes;
    this.type = type;
  }

  @Override
  public synchronized Object value() {
    if (value == null) {
      value = read(new ByteArrayInputStream(bytes), bytes.length, type);
    }
    return value;
  }

  @Override
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The bytes of a value.
   *
   * @throws MalformedMessageException if it would not arrive exactly, or is too large
   */
  static byte[] of(Object value, Type type) {
    PrimitiveArray layout = PrimitiveArray.of(type);
    if (layout == null) {
      String json = ValueJson.GSON.toJson(ValueJson.tree(value, type));
      return LoneSurrogates.escape(json).getBytes(StandardCharsets.UTF_8);
    }
    int count = Array.getLength(value);
    long size = (long) count * layout.width();
    if (size > MOST_BYTES) {
      throw new MalformedMessageException(
          "a shared value must have at most " + MOST_BYTES + " bytes, got: " + size, null);
    }
    byte[] bytes = new byte[(int) size];
    layout.write(value, 0, count, littleEndian(bytes));
    return bytes;
  }

  /**
   * Reads a value of that many bytes and that type.
   *
   * @throws MalformedMessageException if the bytes do not fit the type
   */
  public static Object read(InputStream in, long bytes, Type type) {
    try {
      PrimitiveArray layout = PrimitiveArray.of(type);
      return layout == null ? readJson(in, type) : readArray(in, bytes, layout);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a shared value: " + e.getMessage(), e);
    }
  }

  private static Object readJson(InputStream in, Type type) throws IOException {
    String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    return Objects.requireNonNull(ValueJson.value(JsonParser.parseString(json), type));
  }

  // In chunks, so that there is no second copy of it.
  private static Object readArray(InputStream in, long bytes, PrimitiveArray layout)
      throws IOException {
    int count = (int) (bytes / layout.width());
    Object array = Array.newInstance(layout.type().getComponentType(), count);
    byte[] chunk = new byte[CHUNK_BYTES];
    int most = CHUNK_BYTES / layout.width();
    for (int from = 0; from < count; from += most) {
      int some = Math.min(most, count - from);
      int wanted = some * layout.width();
      if (in.readNBytes(chunk, 0, wanted) < wanted) {
        throw new IOException("it ends before its " + bytes + " bytes");
      }
      layout.read(littleEndian(chunk), array, from, some);
    }
    return array;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What names these bytes. */
  static Blob name(byte[] bytes, Type type) {
    return new Blob(Sha256.hex(bytes), type.getTypeName(), bytes.length);
  }
}
