package dev.fanfare.dump;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values of all types that a dump holds, with the bits that tend to get lost. */
final class RandomValues {

  /** A value with arrays inside of records, lists and maps. */
  record Mixed(
      String text,
      char letter,
      double real,
      BigDecimal price,
      Instant when,
      TimeUnit unit,
      List<LocalDate> days,
      Map<String, double[]> series,
      List<Part> parts,
      long[][] ragged) {}

  record Part(int id, boolean[] flags, byte[] bytes, float[] floats) {}

  private static final List<Class<?>> PRIMITIVES = List.of(
      boolean.class,
      byte.class,
      char.class,
      short.class,
      int.class,
      long.class,
      float.class,
      double.class);

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  /** An array of each primitive type, of that many elements. */
  List<Object> arrays(int length) {
    return PRIMITIVES.stream().map(type -> array(type, length)).toList();
  }

  private Object array(Class<?> type, int length) {
    Object array = Array.newInstance(type, length);
    for (int i = 0; i < length; i++) {
      Array.set(array, i, element(type));
    }
    return array;
  }

  private Object element(Class<?> type) {
    // All bit patterns: halves of surrogate pairs, zeros below zero, NaNs of any kind.
    long bits = random.nextInt(4) == 0 ? Long.MIN_VALUE : random.nextLong();
    if (type == boolean.class) {
      return bits < 0;
    } else if (type == byte.class) {
      return (byte) bits;
    } else if (type == char.class) {
      return (char) bits;
    } else if (type == short.class) {
      return (short) bits;
    } else if (type == int.class) {
      return (int) bits;
    } else if (type == long.class) {
      return bits;
    } else if (type == float.class) {
      return Float.intBitsToFloat((int) (bits >> 32));
    }
    return Double.longBitsToDouble(bits);
  }

  int length() {
    return random.nextInt(200);
  }

  Mixed mixed() {
    Map<String, double[]> series = new TreeMap<>();
    IntStream.range(0, random.nextInt(4))
        .forEach(i -> series.put(text(), (double[]) array(double.class, length())));
    return new Mixed(
        text(),
        (char) random.nextInt(0x10000),
        random.nextBoolean() ? -0.0 : random.nextGaussian(),
        new BigDecimal(new BigInteger(90, random), random.nextInt(40) - 20),
        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
        TimeUnit.values()[random.nextInt(TimeUnit.values().length)],
        Stream.generate(() -> LocalDate.ofEpochDay(random.nextInt(100_000)))
            .limit(random.nextInt(5))
            .toList(),
        series,
        Stream.generate(this::part).limit(random.nextInt(4)).toList(),
        new long[][] {(long[]) array(long.class, length()), {}, {random.nextLong()}});
  }

  private Part part() {
    return new Part(
        random.nextInt(),
        (boolean[]) array(boolean.class, length()),
        (byte[]) array(byte.class, length()),
        (float[]) array(float.class, length()));
  }

  private String text() {
    return random
        .ints(random.nextInt(8), 0, 0x10000)
        .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
        .toString();
  }

  /** The value in a form that is equal if all bits are: arrays as lists of bits. */
  static Object bits(Object value) {
    if (value instanceof Mixed mixed) {
      Map<String, Object> series = new TreeMap<>();
      mixed.series().forEach((name, array) -> series.put(name, bits(array)));
      return List.of(
          mixed.text(),
          mixed.letter(),
          Double.doubleToRawLongBits(mixed.real()),
          mixed.price(),
          mixed.when(),
          mixed.unit(),
          mixed.days(),
          series,
          mixed.parts().stream().map(RandomValues::bits).toList(),
          bits(mixed.ragged()));
    } else if (value instanceof Part part) {
      return List.of(part.id(), bits(part.flags()), bits(part.bytes()), bits(part.floats()));
    } else if (value instanceof Double real) {
      return Double.doubleToRawLongBits(real);
    } else if (value instanceof Float real) {
      return Float.floatToRawIntBits(real);
    } else if (!value.getClass().isArray()) {
      return value;
    }
    List<Object> elements = new ArrayList<>();
    IntStream.range(0, Array.getLength(value))
        .forEach(i -> elements.add(bits(Array.get(value, i))));
    return List.of(value.getClass(), elements);
  }
}
