package dev.fanfare.kernel;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a text about values, as {@link java.util.Arrays#deepToString} writes them. No more of an array or a collection is
 * looked at than the excerpt keeps, and a value whose {@code toString} throws does not keep the others from being read. One
 * thread owns it.
 */
final class Excerpt {

  /** Bits of a number whose digits are written: to write those of a larger one takes long. */
  private static final int MOST_BITS = 4_096;

  private final StringBuilder text = new StringBuilder();
  private final int most;

  private Excerpt(int most) {
    this.most = most;
  }

  /** Those values, separated by commas; of more than {@code most} characters the first ones, and three dots. */
  static String of(@Nullable Object[] values, int most) {
    Excerpt excerpt = new Excerpt(most);
    for (int i = 0; i < values.length && !excerpt.full(); i++) {
      excerpt.separate(i);
      excerpt.append(values[i]);
    }
    return excerpt.full() ? excerpt.text.substring(0, most) + "..." : excerpt.text.toString();
  }

  private boolean full() {
    return text.length() > most;
  }

  private void separate(int i) {
    if (i > 0) {
      text.append(", ");
    }
  }

  private void append(@Nullable Object value) {
    int before = text.length();
    try {
      appendAny(value);
    } catch (RuntimeException | Error e) {
      // It is the caller's code that failed, while Fanfare is telling of something else.
      text.setLength(before);
      text.append(value == null ? null : value.getClass().getName());
      text.append(" (toString threw ").append(e.getClass().getName()).append(')');
    }
  }

  private void appendAny(@Nullable Object value) {
    if (value != null && value.getClass().isArray()) {
      array(value);
    } else if (value instanceof Collection<?> elements && isOfJdk(value)) {
      collection(elements);
    } else if (value instanceof Map<?, ?> entries && isOfJdk(value)) {
      map(entries);
    } else {
      other(value);
    }
  }

  // Others may write themselves in a way of their own.
  private static boolean isOfJdk(Object value) {
    return value.getClass().getName().startsWith("java.");
  }

  private void array(Object values) {
    text.append('[');
    for (int i = 0; i < Array.getLength(values) && !full(); i++) {
      separate(i);
      append(Array.get(values, i));
    }
    text.append(']');
  }

  private void collection(Collection<?> elements) {
    text.append('[');
    int i = 0;
    for (Object element : elements) {
      if (full()) {
        break;
      }
      separate(i++);
      append(element);
    }
    text.append(']');
  }

  private void map(Map<?, ?> entries) {
    text.append('{');
    int i = 0;
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      if (full()) {
        break;
      }
      separate(i++);
      append(entry.getKey());
      text.append('=');
      append(entry.getValue());
    }
    text.append('}');
  }

  private void other(@Nullable Object value) {
    if (value instanceof BigInteger whole && whole.bitLength() > MOST_BITS) {
      text.append("a number of ").append(whole.bitLength()).append(" bits");
    } else if (value instanceof BigDecimal real && real.unscaledValue().bitLength() > MOST_BITS) {
      text.append("a number of ").append(real.unscaledValue().bitLength()).append(" bits");
    } else {
      String all = String.valueOf(value);
      text.append(all, 0, Math.min(all.length(), most + 1));
    }
  }
}
