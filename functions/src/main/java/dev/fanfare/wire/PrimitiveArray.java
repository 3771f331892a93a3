package dev.fanfare.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an array of primitive values is laid out in bytes: its elements one after another, in the order
 * of the buffer; a boolean is a byte, 0 or 1. Immutable.
 *
 * @param type the class of the array
 * @param width bytes of an element
 * @param writing copies elements of the array to the buffer
 * @param reading copies elements from the buffer to the array
 */
record PrimitiveArray(Class<?> type, int width, Copying writing, Copying reading) {

  /** Copies {@code count} elements between an array, from an index on, and a buffer's remaining bytes. */
  interface Copying {
    void copy(ByteBuffer bytes, Object array, int from, int count);
  }

  private static final Map<Class<?>, PrimitiveArray> ALL = Stream.of(
          new PrimitiveArray(
              byte[].class,
              Byte.BYTES,
              (bytes, array, from, n) -> bytes.slice().put((byte[]) array, from, n),
              (bytes, array, from, n) -> bytes.slice().get((byte[]) array, from, n)),
          new PrimitiveArray(
              short[].class,
              Short.BYTES,
              (bytes, array, from, n) -> bytes.asShortBuffer().put((short[]) array, from, n),
              (bytes, array, from, n) -> bytes.asShortBuffer().get((short[]) array, from, n)),
          new PrimitiveArray(
              char[].class,
              Character.BYTES,
              (bytes, array, from, n) -> bytes.asCharBuffer().put((char[]) array, from, n),
              (bytes, array, from, n) -> bytes.asCharBuffer().get((char[]) array, from, n)),
          new PrimitiveArray(
              int[].class,
              Integer.BYTES,
              (bytes, array, from, n) -> bytes.asIntBuffer().put((int[]) array, from, n),
              (bytes, array, from, n) -> bytes.asIntBuffer().get((int[]) array, from, n)),
          new PrimitiveArray(
              long[].class,
              Long.BYTES,
              (bytes, array, from, n) -> bytes.asLongBuffer().put((long[]) array, from, n),
              (bytes, array, from, n) -> bytes.asLongBuffer().get((long[]) array, from, n)),
          new PrimitiveArray(
              float[].class,
              Float.BYTES,
              (bytes, array, from, n) -> bytes.asFloatBuffer().put((float[]) array, from, n),
              (bytes, array, from, n) -> bytes.asFloatBuffer().get((float[]) array, from, n)),
          new PrimitiveArray(
              double[].class,
              Double.BYTES,
              (bytes, array, from, n) -> bytes.asDoubleBuffer().put((double[]) array, from, n),
              (bytes, array, from, n) -> bytes.asDoubleBuffer().get((double[]) array, from, n)),
          new PrimitiveArray(
              boolean[].class, 1, PrimitiveArray::writeBooleans, PrimitiveArray::readBooleans))
      .collect(Collectors.toUnmodifiableMap(PrimitiveArray::type, Function.identity()));

  /** The layout of a class of arrays; null if it has no primitive elements. */
  static @Nullable PrimitiveArray of(Object type) {
    return ALL.get(type);
  }

  private static void writeBooleans(ByteBuffer bytes, Object array, int from, int count) {
    ByteBuffer to = bytes.slice();
    for (int i = from; i < from + count; i++) {
      to.put((byte) (((boolean[]) array)[i] ? 1 : 0));
    }
  }

  private static void readBooleans(ByteBuffer bytes, Object array, int from, int count) {
    ByteBuffer in = bytes.slice();
    for (int i = from; i < from + count; i++) {
      ((boolean[]) array)[i] = in.get() != 0;
    }
  }
}
