package dev.fanfare.wire;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a wrapper of {@link Collections} wraps and does not tell of, such as a map that goes by a comparator. Java's serialization
 * shows it each part of what it would write; nothing is written. One thread owns it.
 */
final class Wrapper extends ObjectOutputStream {

  private static final String WRAPPERS = Collections.class.getName() + "$";

  private final Object wrapper;

  private final List<Object> inside = new ArrayList<>();

  private Wrapper(Object wrapper) throws IOException {
    super(OutputStream.nullOutputStream());
    this.wrapper = wrapper;
    enableReplaceObject(true);
  }

  /** The sets and maps that a wrapper wraps; none where it is no wrapper. */
  static List<Object> inside(Object wrapper) {
    String name = wrapper.getClass().getName();
    if (!name.startsWith(WRAPPERS) || name.startsWith(WRAPPERS + "Singleton")) {
      return List.of();
    }
    try (Wrapper parts = new Wrapper(wrapper)) {
      parts.writeObject(wrapper);
      return parts.inside;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected @Nullable Object replaceObject(Object part) {
    if (part == wrapper) {
      return part;
    }
    if (part instanceof Set || part instanceof Map) {
      inside.add(part);
    }
    return null;
  }
}
