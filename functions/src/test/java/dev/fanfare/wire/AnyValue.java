package dev.fanfare.wire;

import com.google.gson.reflect.TypeToken;
import dev.fanfare.wire.WireKernels.Colour;
import dev.fanfare.wire.WireKernels.Leg;
import dev.fanfare.wire.WireKernels.Operation;
import dev.fanfare.wire.WireKernels.Pair;
import dev.fanfare.wire.WireKernels.Point;
import dev.fanfare.wire.WireKernels.Secret;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types that may travel, built from one another at random, and values of them; the same for the same seed. */
final class AnyValue {

  private static final List<Class<?>> PRIMITIVES = List.of(
      boolean.class,
      char.class,
      byte.class,
      short.class,
      int.class,
      long.class,
      float.class,
      double.class);

  private static final List<Class<?>> SIMPLE = List.of(
      Boolean.class,
      Character.class,
      Byte.class,
      Short.class,
      Integer.class,
      Long.class,
      Float.class,
      Double.class,
      String.class,
      BigInteger.class,
      BigDecimal.class,
      Colour.class,
      Operation.class,
      Secret.class,
      UUID.class,
      Instant.class,
      Duration.class,
      LocalDate.class,
      LocalTime.class,
      LocalDateTime.class,
      OffsetDateTime.class,
      ZonedDateTime.class,
      Point.class,
      Leg.class);

  private static final List<String> ZONES =
      List.of("Europe/Berlin", "Asia/Tokyo", "America/St_Johns", "UTC", "Z", "+05:45");

  private final Random random;

  AnyValue(long seed) {
    this.random = new Random(seed);
  }

  /** A type, nested no deeper than that. */
  Type type(int depth) {
    int kind = random.nextInt(depth == 0 ? 3 : 12);
    return switch (kind) {
      case 0 -> one(PRIMITIVES);
      case 1, 2 -> one(SIMPLE);
      case 3 -> Object.class;
      case 4 -> Number.class;
      case 5 -> TypeToken.getArray(type(depth - 1)).getType();
      case 6 -> generic(List.class, depth, 1);
      case 7 -> generic(Set.class, depth, 1);
      case 8 -> generic(Pair.class, depth, 2);
      case 9 ->
        TypeToken.getParameterized(SortedSet.class, one(List.of(Long.class, String.class)))
            .getType();
      case 10 ->
        TypeToken.getParameterized(SortedMap.class, LocalDate.class, boxed(depth))
            .getType();
      default -> generic(Map.class, depth, 2);
    };
  }

  private Type generic(Class<?> raw, int depth, int arguments) {
    return arguments == 1
        ? TypeToken.getParameterized(raw, boxed(depth)).getType()
        : TypeToken.getParameterized(raw, boxed(depth), boxed(depth)).getType();
  }

  private Type boxed(int depth) {
    Type type = type(depth - 1);
    return type instanceof Class<?> raw ? Types.boxed(raw) : type;
  }

  private <E> E one(List<? extends E> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** A value of that type, or null where that is one. */
  @Nullable
  Object value(Type type) {
    boolean primitive = type instanceof Class<?> raw && raw.isPrimitive();
    return !primitive && random.nextInt(10) == 0 ? null : some(type);
  }

  /** A value of that type that is not null. */
  Object some(Type type) {
    if (type instanceof ParameterizedType generic) {
      return some((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> raw = Types.raw(type);
    return raw.isArray() ? array(raw, Types.element(type)) : scalar(Types.boxed(raw));
  }

  private Object array(Class<?> raw, Type element) {
    Object array = Array.newInstance(raw.getComponentType(), random.nextInt(4));
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, value(element));
    }
    return array;
  }

  private Object some(Class<?> raw, Type[] arguments) {
    if (raw == Pair.class) {
      return new Pair<>(value(arguments[0]), value(arguments[1]));
    }
    if (raw == List.class) {
      return fill(new ArrayList<>(), arguments[0], /* nulls= */ true);
    }
    if (raw == Set.class) {
      Set<?> set = (Set<?>) fill(new LinkedHashSet<>(), arguments[0], /* nulls= */ true);
      return random.nextBoolean() ? set : Collections.unmodifiableSet(set);
    }
    if (raw == SortedSet.class) {
      return fill(new TreeSet<>(), arguments[0], /* nulls= */ false);
    }
    if (raw == SortedMap.class) {
      return fill(new TreeMap<>(naturalOrder()), arguments);
    }
    Map<?, ?> map = (Map<?, ?>) fill(new LinkedHashMap<>(), arguments);
    return random.nextBoolean() ? map : Collections.unmodifiableMap(map);
  }

  private Object fill(Collection<Object> collection, Type element, boolean nulls) {
    for (int i = random.nextInt(4); i > 0; i--) {
      collection.add(nulls ? value(element) : some(element));
    }
    return collection;
  }

  @SuppressWarnings("unchecked") // Its elements are comparable to each other.
  private static Comparator<Object> naturalOrder() {
    return (Comparator<Object>) (Comparator<?>) Comparator.naturalOrder();
  }

  private Object fill(Map<Object, Object> map, Type[] arguments) {
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(arguments[0] == Object.class ? text() : some(arguments[0]), value(arguments[1]));
    }
    return map;
  }

  private Object scalar(Class<?> type) {
    if (type == Object.class) {
      return plain(2);
    }
    if (type == Number.class) {
      return random.nextInt(4) == 0 ? special() : plainNumber();
    }
    if (Number.class.isAssignableFrom(type)) {
      return number(type);
    }
    if (type == Point.class) {
      return new Point(random.nextInt(), special());
    }
    if (type == Secret.class) {
      return new Secret(text(), text());
    }
    if (type == Leg.class) {
      return new Leg(random.nextInt(), (Double) value(Double.class), Colour.RED);
    }
    return type.getPackageName().equals("java.time") ? time(type) : other(type);
  }

  private Object other(Class<?> type) {
    if (type == Boolean.class) {
      return random.nextBoolean();
    }
    if (type == Character.class) {
      return (char) random.nextInt(Character.MAX_VALUE + 1);
    }
    if (type == UUID.class) {
      return new UUID(random.nextLong(), random.nextLong());
    }
    if (type == Operation.class) {
      return one(List.of(Operation.values()));
    }
    return type == Colour.class ? one(List.of(Colour.values())) : text();
  }

  private Number number(Class<?> type) {
    long whole = random.nextLong() >> random.nextInt(64);
    return switch (type.getSimpleName()) {
      case "Byte" -> (byte) whole;
      case "Short" -> (short) whole;
      case "Integer" -> (int) whole;
      case "Long" -> whole;
      case "Float" ->
        random.nextInt(4) == 0 ? (float) special() : Float.intBitsToFloat((int) whole);
      case "Double" -> special();
      case "BigInteger" -> new BigInteger(random.nextInt(5_000), random);
      default ->
        new BigDecimal(new BigInteger(random.nextInt(5_000), random), random.nextInt(400) - 200);
    };
  }

  private double special() {
    return random.nextBoolean()
        ? Double.longBitsToDouble(random.nextLong())
        : one(
            List.of(0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1.0, 1e22));
  }

  private Object plain(int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 5)) {
      case 0 -> random.nextBoolean();
      case 1 -> text();
      case 2 -> plainNumber();
      case 3 -> new ArrayList<>(List.of(plain(depth - 1), plain(depth - 1)));
      default -> new HashMap<>(Map.of(text(), plain(depth - 1)));
    };
  }

  private Number plainNumber() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> Integer.MIN_VALUE - 1L - random.nextInt(Integer.MAX_VALUE);
      case 2 -> BigInteger.TWO.pow(63 + random.nextInt(4));
      default -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
    };
  }

  // Halves of pairs, controls, quotes, and what JavaScript takes for a line's end.
  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(one(List.of(
          "\uD800", "\uDC00", "😀", "\u2028", "\0", "\"", "\\", "null", "NaN", "ß", " ",
          "\\u0041")));
    }
    return text.toString();
  }

  private Object time(Class<?> type) {
    Instant instant = Instant.ofEpochSecond(
        random.nextLong() >> 26 + random.nextInt(20), random.nextInt(1_000_000_000));
    ZonedDateTime zoned = instant.atZone(ZoneId.of(one(ZONES)));
    return switch (type.getSimpleName()) {
      case "Instant" -> instant;
      case "Duration" ->
        Duration.ofSeconds(random.nextLong() >> random.nextInt(64), random.nextInt(1_000_000_000));
      case "LocalDate" -> zoned.toLocalDate();
      case "LocalTime" -> zoned.toLocalTime();
      case "LocalDateTime" -> zoned.toLocalDateTime();
      case "OffsetDateTime" -> instant.atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(36_000)));
      default -> zoned;
    };
  }
}
