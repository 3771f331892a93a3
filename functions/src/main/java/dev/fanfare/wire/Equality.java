package dev.fanfare.wire;

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
 * The rule by which a set or a map takes two elements or keys for the same. Where it arrives, that is {@code equals}, or their own
 * order if a sorted type is declared; no other rule travels. Stateless.
 */
final class Equality {

  private Equality() {}

  /**
   * Why a collection or map would go by another rule where it arrives; null if it would not.
   *
   * @param declared what it is read as
   * @param element the type of its elements or keys
   */
  static @Nullable String lost(Object value, Class<?> declared, Type element) {
    Class<?> actual = value.getClass();
    // What a caller's class does is not known, nor what a nameless class of the JDK is a view of.
    if (Part.isCallers(actual) || actual.isAnonymousClass() || actual.isLocalClass()) {
      return other(value, declared);
    }
    // Its elements are all that a list has.
    if (value instanceof List) {
      return null;
    }
    if (actual == IdentityHashMap.class || actual.getEnclosingClass() == IdentityHashMap.class) {
      return "a " + actual.getTypeName() + " compares by identity, which does not travel";
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
      return "a " + wrapper.getClass().getTypeName() + " wraps what finds its elements neither by"
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

  /** That a value is of another class than it would arrive as. */
  static String other(Object value, Class<?> declared) {
    return "a " + value.getClass().getTypeName() + " would arrive as a " + declared.getTypeName()
        + "; pass a copy in one of the JDK's own classes";
  }

  private static @Nullable String lostOrder(
      Object value, @Nullable Comparator<?> order, Class<?> declared, Type element) {
    if (order != null && order != Comparator.naturalOrder()) {
      return "the comparator of a " + value.getClass().getTypeName() + " does not travel";
    }
    boolean sorted =
        SortedSet.class.isAssignableFrom(declared) || SortedMap.class.isAssignableFrom(declared);
    return sorted || isLikeEquals(Types.raw(element))
        ? null
        : "a " + value.getClass().getTypeName() + " goes by the order of its elements, a "
            + declared.getTypeName() + " by equals; declare a SortedSet or a SortedMap";
  }

  // The order of decimals takes 1.0 and 1.00 for the same; a caller's own order may do so, too.
  private static boolean isLikeEquals(Class<?> element) {
    return element != BigDecimal.class && !Part.makeUp(element);
  }
}
