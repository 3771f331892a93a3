package dev.fanfare.dump;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A type of primitive arrays, and how their elements become bytes. */
enum ArrayKind {
  BOOLEAN(0, boolean[].class, 1) {
    @Override
    void write(Object array, int from, int count, ByteBuffer to) {
      for (int i = from; i < from + count; i++) {
        to.put((byte) (((boolean[]) array)[i] ? 1 : 0));
      }
    }

    @Override
    void read(ByteBuffer bytes, Object array, int from, int count) {
      for (int i = from; i < from + count; i++) {
        ((boolean[]) array)[i] = bytes.get() != 0;
      }
    }
  },
  BYTE(1, byte[].class, Byte.BYTES) {
    @Override
    void write(Object array, int from, int count, ByteBuffer to) {
      to.put((byte[]) array, from, count);
    }

    @Override
    void read(ByteBuffer bytes, Object array, int from, int count) {
      bytes.get((byte[]) array, from, count);
    }
  },
  CHAR(2, char[].class, Character.BYTES) {
    @Override
    void write(Object array, int from, int count, ByteBuffer to) {
      to.asCharBuffer().put((char[]) array, from, count);
    }

    @Override
    void read(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asCharBuffer().get((char[]) array, from, count);
    }
  },
  SHORT(3, short[].class, Short.BYTES) {
    @Override
    void write(Object array, int from, int count, ByteBuffer to) {
      to.asShortBuffer().put((short[]) array, from, count);
    }

    @Override
    void read(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asShortBuffer().get((short[]) array, from, count);
    }
  },
  INT(4, int[].class, Integer.BYTES) {
    @Override
    void write(Object array, int from, int count, ByteBuffer to) {
      to.asIntBuffer().put((int[]) array, from, count);
    }

    @Override
    void read(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asIntBuffer().get((int[]) array, from, count);
    }
  },
  LONG(5, long[].class, Long.BYTES) {
    @Override
    void write(Object array, int from, int count, ByteBuffer to) {
      to.asLongBuffer().put((long[]) array, from, count);
    }

    @Override
    void read(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asLongBuffer().get((long[]) array, from, count);
    }
  },
  FLOAT(6, float[].class, Float.BYTES) {
    @Override
    void write(Object array, int from, int count, ByteBuffer to) {
      to.asFloatBuffer().put((float[]) array, from, count);
    }

    @Override
    void read(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asFloatBuffer().get((float[]) array, from, count);
    }
  },
  DOUBLE(7, double[].class, Double.BYTES) {
    @Override
    void write(Object array, int from, int count, ByteBuffer to) {
      to.asDoubleBuffer().put((double[]) array, from, count);
    }

    @Override
    void read(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asDoubleBuffer().get((double[]) array, from, count);
    }
  };

  private final int code;
  private final Class<?> type;
  private final int bytes;

  ArrayKind(int code, Class<?> type, int bytes) {
    this.code = code;
    this.type = type;
    this.bytes = bytes;
  }

  static ArrayKind of(Object array) {
    return Arrays.stream(values())
        .filter(kind -> kind.type == array.getClass())
        .findFirst()
        .orElseThrow();
  }

  /** The kind with that number in a dump. */
  static Optional<ArrayKind> of(int code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
  }

  /** Its number in a dump. */
  int code() {
    return code;
  }

  /** The type of the arrays, such as {@code double[]}. */
  Class<?> type() {
    return type;
  }

  /** Bytes of an element. */
  int bytes() {
    return bytes;
  }

  Object allocate(int length) {
    return Array.newInstance(type.getComponentType(), length);
  }

  /** Writes elements to the position of the buffer, which it may move. */
  abstract void write(Object array, int from, int count, ByteBuffer to);

  /** Reads elements from the position of the buffer, which it may move. */
  abstract void read(ByteBuffer bytes, Object array, int from, int count);
}
