package dev.fanfare.wire;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first difference between two values of one declared type; {@link Exactness} has checked the first value.
 * Compares fields, not {@code equals} or accessors, and elements in order, unless the declared class has no order. Stateless.
 */
final class Difference {

  /** Two equal ones can have different orders. */
  private static final Set<Class<?>> UNORDERED =
      Set.of(HashSet.class, HashMap.class, ConcurrentMap.class, ConcurrentHashMap.class);

  private record Sortable(String json, @Nullable Object element) {}

  private Difference() {}

  /** The path to the first part that differs, empty for the value itself; null if nothing differs. */
  static @Nullable String path(@Nullable Object one, @Nullable Object other, Type type) {
    if (one == null || other == null) {
      return one == other ? null : "";
    }
    if (one instanceof Object[] some && other instanceof Object[] others) {
      return inElements(Arrays.asList(some), Arrays.asList(others), Types.element(type));
    }
    if (one instanceof Collection<?> some && other instanceof Collection<?> others) {
      return inElements(ordered(some, type), ordered(others, type), Types.argument(type, 0));
    }
    if (one instanceof Map<?, ?> some && other instanceof Map<?, ?> others) {
      return inEntries(ordered(some, type), ordered(others, type), type);
    }
    if (Part.makeUp(one.getClass())) {
      return one.getClass() == other.getClass() ? inParts(one, other, type) : "";
    }
    return Objects.deepEquals(one, other) ? null : "";
  }

  private static @Nullable String inElements(Collection<?> some, Collection<?> others, Type type) {
    if (some.size() != others.size()) {
      return "";
    }
    int i = 0;
    Iterator<?> other = others.iterator();
    for (Object one : some) {
      String path = path(one, other.next(), type);
      if (path != null) {
        return "[" + i + "]" + path;
      }
      i++;
    }
    return null;
  }

  private static @Nullable String inEntries(Map<?, ?> some, Map<?, ?> others, Type type) {
    String path = inElements(some.keySet(), others.keySet(), Types.argument(type, 0));
    return path == null
        ? inElements(some.values(), others.values(), Types.argument(type, 1))
        : path;
  }

  private static @Nullable String inParts(Object one, Object other, Type type) {
    for (Part part : Part.of(one.getClass())) {
      String path = path(part.in(one), part.in(other), Types.of(part.type(), type));
      if (path != null) {
        return "." + part.name() + path;
      }
    }
    return null;
  }

  private static Map<?, ?> ordered(Map<?, ?> map, Type type) {
    if (!UNORDERED.contains(Types.raw(type))) {
      return map;
    }
    Map<@Nullable Object, @Nullable Object> sorted = new LinkedHashMap<>();
    ordered(map.keySet(), type).forEach(key -> sorted.put(key, map.get(key)));
    return sorted;
  }

  private static Collection<? extends @Nullable Object> ordered(Collection<?> elements, Type type) {
    if (!UNORDERED.contains(Types.raw(type))) {
      return elements;
    }
    Type each = Types.argument(type, 0);
    return elements.stream()
        .map(element -> new Sortable(ValueJson.GSON.toJson(element, each), element))
        .sorted(Comparator.comparing(Sortable::json))
        .map(Sortable::element)
        .toList();
  }
}
