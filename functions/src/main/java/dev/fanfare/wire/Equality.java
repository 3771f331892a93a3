package dev.fanfare.wire;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
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
    // What a class of the caller's own does is not known. A nameless class of the JDK can be a view
    // of such a one.
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
    for (Object inner : Wrapper.inside(value)) {
      String why = lost(inner, declared, element);
      if (why != null) {
        return why;
      }
    }
    if (value instanceof SortedSet<?> set) {
      return lostOrder(value, set.comparator(), declared, element);
    }
    return value instanceof SortedMap<?, ?> map
        ? lostOrder(value, map.comparator(), declared, element)
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

  // The order of decimals takes 1.0 and 1.00 for the same, and so may the order of a caller's
  // class.
  private static boolean isLikeEquals(Class<?> element) {
    return element != BigDecimal.class && !Part.makeUp(element);
  }
}
