package dev.fanfare.rows;

import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The values of one argument, in order.
 *
 * @param name the argument
 * @param parts single values, as a list, or ranges
 * @param size the number of values
 */
record Axis(String name, List<Iterable<String>> parts, long size) implements Iterable<String> {

  /**
   * Parses {@code NAME=VALUES}: values separated by commas, in quotes as in CSV if they contain a comma or a
   * quote. If the kernel takes a number, a range FROM:TO:STEP stands for its numbers.
   *
   * @throws MalformedMessageException if it has another form, or the kernel does not take such an argument
   */
  static Axis parse(KernelMethod kernel, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new MalformedMessageException("expected NAME=VALUES", null);
    }
    String name = text.substring(0, equals);
    Type type = Codec.columnType(kernel, name);
    String values = text.substring(equals + 1);
    requireNoJson(values, type);
    boolean numbers = isNumber(type);
    List<Iterable<String>> parts = new ArrayList<>();
    long size = 0;
    for (String value : CsvFields.of(values)) {
      if (numbers && value.contains(":")) {
        Span range = Span.parse(value);
        range.typical().forEach(one -> Codec.checkCell(kernel, name, one));
        parts.add(range);
        size = Math.addExact(size, range.size());
      } else {
        Codec.checkCell(kernel, name, value);
        parts.add(List.of(value));
        size++;
      }
    }
    return new Axis(name, parts, size);
  }

  /**
   * The only value.
   *
   * @throws MalformedMessageException if there are several
   */
  String single() {
    if (size != 1) {
      throw new MalformedMessageException(
          "argument '" + name + "' must have one value if other arguments come from a file, got: "
              + size,
          null);
    }
    return iterator().next();
  }

  private static void requireNoJson(String values, Type type) {
    boolean text = type == String.class || type == Object.class;
    if (!text && (values.startsWith("{") || values.startsWith("["))) {
      throw new MalformedMessageException(
          "values must be numbers, texts, or true and false; a JSON object or array needs a job list",
          null);
    }
  }

  private static boolean isNumber(Type type) {
    return type instanceof Class<?> known
        && (Number.class.isAssignableFrom(known)
            || (known.isPrimitive() && known != boolean.class && known != char.class));
  }

  @Override
  public Iterator<String> iterator() {
    Iterator<Iterable<String>> left = parts.iterator();
    return new Iterator<>() {
      private Iterator<String> part = left.next().iterator();

      @Override
      public boolean hasNext() {
        return part.hasNext() || left.hasNext();
      }

      @Override
      public String next() {
        if (!part.hasNext()) {
          part = left.next().iterator();
        }
        return part.next();
      }
    };
  }
}
