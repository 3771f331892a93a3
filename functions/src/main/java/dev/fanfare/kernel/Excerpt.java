package dev.fanfare.kernel;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a text, or of the text of values in the format of {@link java.util.Arrays#deepToString}.
 * Reads no more of an array or collection than the excerpt keeps, and tolerates values whose
 * {@code toString} throws. Not thread-safe.
 */
public final class Excerpt {

  /** The size up to which a number is written with its digits; for larger ones, that takes long. */
  private static final int MOST_BITS = 4_096;

  private final StringBuilder text = new StringBuilder();
  private final int most;

  private Excerpt(int most) {
    this.most = most;
  }

  /**
   * The values, separated by commas; if longer than {@code most} characters, the beginning and
   * three dots.
   */
  static String of(@Nullable Object[] values, int most) {
    Excerpt excerpt = new Excerpt(most);
    for (int i = 0; i < values.length && !excerpt.full(); i++) {
      excerpt.separate(i);
      excerpt.append(values[i]);
    }
    return of(excerpt.text.toString(), most);
  }

  /** The text; if longer than {@code most} characters, the beginning and three dots. */
  public static String of(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "..." : text;
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
      // The caller's toString failed while Fanfare composes another message.
      text.setLength(before);
      text.append(value == null ? null : value.getClass().getName());
      text.append(" (toString threw ").append(e.getClass().getName()).append(')');
    }
  }

  private void appendAny(@Nullable Object value) {
    if (value != null && value.getClass().isArray()) {
      array(value);
    } else if (value instanceof Collection<?> elements && isOfJdk(value)) {
      text.append('[');
      elements(elements, this::append);
      text.append(']');
    } else if (value instanceof Map<?, ?> entries && isOfJdk(value)) {
      text.append('{');
      elements(entries.entrySet(), this::entry);
      text.append('}');
    } else {
      other(value);
    }
  }

  // Other collections may have their own toString.
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

  private <E extends @Nullable Object> void elements(
      Iterable<E> elements, Consumer<? super E> append) {
    int i = 0;
    for (E element : elements) {
      if (full()) {
        break;
      }
      separate(i++);
      append.accept(element);
    }
  }

  private void entry(Map.Entry<?, ?> entry) {
    append(entry.getKey());
    text.append('=');
    append(entry.getValue());
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
