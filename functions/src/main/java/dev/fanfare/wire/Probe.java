package dev.fanfare.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Poses as an element of a set and records how the set looks for it. This reveals how a collection behind a
 * wrapper compares its elements. For one thread.
 */
@SuppressWarnings("ComparableType") // It is compared to the elements of the set.
final class Probe implements Comparable<Object> {

  /** How a set or a map finds its elements. */
  enum Rule {
    EQUALS,
    NATURAL_ORDER,
    OTHER
  }

  private final Object element;

  private Rule asked = Rule.OTHER;

  private Probe(Object element) {
    this.element = element;
  }

  /** How a map finds its keys; any rule if it is empty. */
  static Rule ruleOf(Map<?, ?> map) {
    try {
      // A map with values for missing keys is more than its entries.
      return map.get(new Probe(new Object())) == null ? ruleOf(map.keySet()) : Rule.OTHER;
    } catch (RuntimeException e) {
      return Rule.OTHER;
    }
  }

  /** How a set finds its elements; any rule if it is empty. */
  static Rule ruleOf(Set<?> set) {
    Object first = set.stream().filter(Objects::nonNull).findFirst().orElse(null);
    if (first == null) {
      return Rule.EQUALS;
    }
    try {
      return first instanceof Enum<?> constant ? ruleOf(set, constant) : new Probe(first).in(set);
    } catch (RuntimeException e) {
      return Rule.OTHER;
    }
  }

  // Sets of enums look at the class of what they are asked for; but there are only so many
  // constants.
  private static Rule ruleOf(Set<?> set, Enum<?> first) {
    boolean byEquals = Arrays.stream(first.getDeclaringClass().getEnumConstants())
        .allMatch(
            constant -> set.contains(constant) == set.stream().anyMatch(one -> one == constant));
    return byEquals ? Rule.EQUALS : Rule.OTHER;
  }

  private Rule in(Set<?> set) {
    return set.contains(this) ? asked : Rule.OTHER;
  }

  @Override
  public int hashCode() {
    return element.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    asked = Rule.EQUALS;
    return other == element;
  }

  @Override
  @SuppressWarnings("unchecked") // Who has put it in order has compared it to the same others.
  public int compareTo(Object other) {
    asked = Rule.NATURAL_ORDER;
    return element instanceof Comparable<?> comparable
        ? ((Comparable<Object>) comparable).compareTo(other)
        : -1;
  }
}
