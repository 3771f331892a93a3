package dev.fanfare.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an array of primitive values is laid out in bytes: its elements one after another, in the order
 * of the buffer; a boolean is a byte, 0 or 1. Immutable.
 *
 * <p>Without lambdas: a worker needs this for its first task, and 16 lambdas took 70 ms of its start.
 *
 * @param type the class of the array
 * @param width bytes of an element
 */
record PrimitiveArray(Class<?> type, int width) {

  private static final Map<Class<?>, Integer> WIDTHS = Map.of(
      boolean[].class, 1,
      byte[].class, Byte.BYTES,
      short[].class, Short.BYTES,
      char[].class, Character.BYTES,
      int[].class, Integer.BYTES,
      long[].class, Long.BYTES,
      float[].class, Float.BYTES,
      double[].class, Double.BYTES);

  /** The layout of a class of arrays; null if it has no primitive elements. */
  static @Nullable PrimitiveArray of(Object type) {
    Integer width = WIDTHS.get(type);
    return width == null ? null : new PrimitiveArray((Class<?>) type, width);
  }

  /** Copies {@code count} elements of an array, from an index on, to the buffer's remaining bytes. */
  void write(Object array, int from, int count, ByteBuffer bytes) {
    if (array instanceof double[] doubles) {
      bytes.asDoubleBuffer().put(doubles, from, count);
    } else if (array instanceof float[] floats) {
      bytes.asFloatBuffer().put(floats, from, count);
    } else if (array instanceof long[] longs) {
      bytes.asLongBuffer().put(longs, from, count);
    } else if (array instanceof int[] ints) {
      bytes.asIntBuffer().put(ints, from, count);
    } else if (array instanceof char[] chars) {
      bytes.asCharBuffer().put(chars, from, count);
    } else if (array instanceof short[] shorts) {
      bytes.asShortBuffer().put(shorts, from, count);
    } else if (array instanceof byte[] own) {
      bytes.slice().put(own, from, count);
    } else {
      write((boolean[]) array, from, count, bytes.slice());
    }
  }

  private static void write(boolean[] array, int from, int count, ByteBuffer bytes) {
    for (int i = from; i < from + count; i++) {
      bytes.put((byte) (array[i] ? 1 : 0));
    }
  }

  /** Copies {@code count} elements from the buffer's remaining bytes to an array, from an index on. */
  void read(ByteBuffer bytes, Object array, int from, int count) {
    if (array instanceof double[] doubles) {
      bytes.asDoubleBuffer().get(doubles, from, count);
    } else if (array instanceof float[] floats) {
      bytes.asFloatBuffer().get(floats, from, count);
    } else if (array instanceof long[] longs) {
      bytes.asLongBuffer().get(longs, from, count);
    } else if (array instanceof int[] ints) {
      bytes.asIntBuffer().get(ints, from, count);
    } else if (array instanceof char[] chars) {
      bytes.asCharBuffer().get(chars, from, count);
    } else if (array instanceof short[] shorts) {
      bytes.asShortBuffer().get(shorts, from, count);
    } else if (array instanceof byte[] own) {
      bytes.slice().get(own, from, count);
    } else {
      read(bytes.slice(), (boolean[]) array, from, count);
    }
  }

  private static void read(ByteBuffer bytes, boolean[] array, int from, int count) {
    for (int i = from; i < from + count; i++) {
      array[i] = bytes.get() != 0;
    }
  }
}
