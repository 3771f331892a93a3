package dev.fanfare.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * The JDK's types that JSON carries: one list, for the check of values at run time and for that of
 * declarations at compile time. Stateless.
 */
public final class CarriedTypes {

  /** The packages of the types that are written in ISO form, if they have a method that reads it. */
  public static final String TIMES = "java.time.";

  static final Set<Class<?>> SCALARS = Set.of(
      Boolean.class,
      Character.class,
      Byte.class,
      Short.class,
      Integer.class,
      Long.class,
      Float.class,
      Double.class,
      String.class);

  /** JDK classes that are written as a string, except those whose meaning depends on the time zone or network. */
  static final Set<Class<?>> TEXTS = Set.of(
      BigInteger.class, BigDecimal.class, UUID.class, Currency.class, Locale.class, BitSet.class);

  static final Set<Class<?>> COLLECTIONS = Set.of(
      Collection.class,
      List.class,
      ArrayList.class,
      LinkedList.class,
      Set.class,
      HashSet.class,
      LinkedHashSet.class,
      SortedSet.class,
      NavigableSet.class,
      TreeSet.class);

  static final Set<Class<?>> MAPS = Set.of(
      Map.class,
      HashMap.class,
      LinkedHashMap.class,
      SortedMap.class,
      NavigableMap.class,
      TreeMap.class,
      ConcurrentMap.class,
      ConcurrentHashMap.class,
      EnumMap.class);

  /** Read as plain JSON, or always null. */
  private static final Set<Class<?>> OTHERS = Set.of(Object.class, Number.class, Void.class);

  private CarriedTypes() {}

  /** Whether a class is carried as a whole, without a look at its type arguments or parts. */
  public static boolean isWhole(String className) {
    return Stream.of(SCALARS, TEXTS, OTHERS).anyMatch(types -> isAmong(types, className));
  }

  /** Whether a class is a list or set that is carried if its elements are. */
  public static boolean isCollection(String className) {
    return isAmong(COLLECTIONS, className);
  }

  /** Whether a class is a map that is carried if its keys and values are. */
  public static boolean isMap(String className) {
    return isAmong(MAPS, className);
  }

  private static boolean isAmong(Set<Class<?>> types, String className) {
    return types.stream().anyMatch(type -> type.getName().equals(className));
  }

  /** Whether a class belongs to the caller, not to the JDK or the JSON library. */
  public static boolean isCallers(String className) {
    return Stream.of("java.", "javax.", "jdk.", "sun.", "com.google.gson.")
        .noneMatch(className::startsWith);
  }

  /** The message for a type that JSON has no form for. */
  public static String notCarried(String typeName) {
    return "JSON carries no " + typeName
        + "; use numbers, strings, booleans, enums, records, arrays, lists, sets, maps or java.time";
  }
}
