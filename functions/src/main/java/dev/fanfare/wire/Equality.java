package dev.fanfare.wire;

import dev.fanfare.kernel.TypeName;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Spliterator;
import org.jspecify.annotations.Nullable;

/**
 * How a set or a map decides that two elements or keys are the same. On arrival this is {@code equals} or, for sorted types,
 * the natural order. Collections with another rule are refused. Stateless.
 */
final class Equality {

  private Equality() {}

  /**
   * Why a collection or map would follow another rule on arrival; null if it would not.
   *
   * @param declared its declared type
   * @param element the type of its elements or keys
   */
  static @Nullable String lost(Object value, Class<?> declared, Type element) {
    Class<?> actual = value.getClass();
    // The rules of the caller's classes and of the JDK's anonymous views are unknown.
    if (Part.isCallers(actual) || actual.isAnonymousClass() || actual.isLocalClass()) {
      return other(value, declared);
    }
    // A list has no rule.
    if (value instanceof List) {
      return null;
    }
    if (actual == IdentityHashMap.class || actual.getEnclosingClass() == IdentityHashMap.class) {
      return "a " + TypeName.of(actual) + " compares by identity, which does not travel";
    }
    String why = null;
    if (value instanceof SortedSet<?> set) {
      why = lostOrder(value, set.comparator(), declared, element);
    } else if (value instanceof SortedMap<?, ?> map) {
      why = lostOrder(value, map.comparator(), declared, element);
    }
    boolean wrapper = actual.getName().startsWith(Collections.class.getName() + "$");
    return why == null && wrapper ? lostInside(value, declared, element) : why;
  }

  private static @Nullable String lostInside(Object wrapper, Class<?> declared, Type element) {
    Set<?> elements = wrapper instanceof Map<?, ?> map ? map.keySet() : (Set<?>) wrapper;
    Spliterator<?> order = elements.spliterator();
    Probe.Rule rule = wrapper instanceof Map<?, ?> map ? Probe.ruleOf(map) : Probe.ruleOf(elements);
    if (rule == Probe.Rule.OTHER) {
      return "a " + TypeName.of(wrapper.getClass()) + " wraps what finds its elements neither by"
          + " equals nor by their own order, which does not travel";
    }
    return rule == Probe.Rule.NATURAL_ORDER || order.hasCharacteristics(Spliterator.SORTED)
        ? lostOrder(
            wrapper,
            order.hasCharacteristics(Spliterator.SORTED) ? order.getComparator() : null,
            declared,
            element)
        : null;
  }

  /** The message for a value that would arrive as another class. */
  static String other(Object value, Class<?> declared) {
    return "a " + TypeName.of(value.getClass()) + " would arrive as a " + TypeName.of(declared)
        + "; pass a copy in one of the JDK's own classes";
  }

  private static @Nullable String lostOrder(
      Object value, @Nullable Comparator<?> order, Class<?> declared, Type element) {
    if (order != null && order != Comparator.naturalOrder()) {
      return "the comparator of a " + TypeName.of(value.getClass()) + " does not travel";
    }
    boolean sorted =
        SortedSet.class.isAssignableFrom(declared) || SortedMap.class.isAssignableFrom(declared);
    return sorted || isLikeEquals(Types.raw(element))
        ? null
        : "a " + TypeName.of(value.getClass()) + " goes by the order of its elements, a "
            + TypeName.of(declared) + " by equals; declare a SortedSet or a SortedMap";
  }

  // By its natural order, BigDecimal 1.0 equals 1.00; a caller's class may do the same.
  private static boolean isLikeEquals(Class<?> element) {
    return element != BigDecimal.class && !Part.makeUp(element);
  }
}
