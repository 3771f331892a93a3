package dev.fanfare.wire;

import dev.fanfare.kernel.Excerpt;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.TypeName;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a value stays the same if it is written as JSON and read as its declared type. Other values are refused.
 * Stateless.
 */
final class Exactness {

  private static final int MOST_QUOTED = 80;

  /** A value would change; says where it is. */
  private static final class InexactException extends Exception {
    private final String path;

    InexactException(String why) {
      this("", why);
    }

    private InexactException(String path, String why) {
      super(why, null, false, false);
      this.path = path;
    }

    InexactException within(String outer) {
      return new InexactException(outer + path, String.valueOf(getMessage()));
    }
  }

  private Exactness() {}

  /** @throws MalformedMessageException if a value of that declared type would change; the message says where and why */
  static void check(@Nullable Object value, Type type) {
    try {
      check(value, type, 0);
    } catch (InexactException e) {
      String place = e.path.isEmpty() ? "" : "at $" + Excerpt.of(e.path, MOST_QUOTED) + ", ";
      throw new MalformedMessageException(
          "cannot be carried exactly as " + TypeName.of(type) + ": " + place + e.getMessage(), e);
    }
  }

  /** Whether reading a value of that type, or a part of it, runs its own code, which may change it. Then only reading it back is proof. */
  static boolean mayChange(Type type) {
    Class<?> raw = Types.raw(type);
    if (raw.isArray()) {
      return mayChange(Types.element(type));
    }
    if (raw == List.class || raw == Collection.class || raw == ArrayList.class) {
      return mayChange(Types.argument(type, 0));
    }
    boolean primitiveOrEnum = raw.isPrimitive() || raw.isEnum();
    boolean undeclared = raw == Object.class || raw == Number.class;
    return !primitiveOrEnum && !undeclared && !CarriedTypes.SCALARS.contains(raw) && !isText(raw);
  }

  private static boolean isText(Class<?> type) {
    return CarriedTypes.TEXTS.contains(type) || TextJson.isTime(type);
  }

  private static void check(@Nullable Object value, Type type, int depth) throws InexactException {
    if (value == null) {
      // The library needs a reader for the type of a part even if the part is null.
      if (depth > 0 && Types.raw(type) == Optional.class) {
        throw notCarried(Optional.class);
      }
      return;
    }
    Class<?> raw = Types.raw(type);
    if (raw.isPrimitive() || CarriedTypes.SCALARS.contains(raw)) {
      checkClass(value, Types.boxed(raw));
    } else if (raw == Object.class) {
      checkUntyped(value, depth);
    } else if (raw == Number.class) {
      checkNumber(value, raw);
    } else if (raw.isEnum()) {
      checkClass(((Enum<?>) value).getDeclaringClass(), raw);
    } else if (isText(raw)) {
      checkText(value, raw);
    } else {
      checkNested(value, type, raw, depth + 1);
    }
  }

  private static void checkNested(Object value, Type type, Class<?> raw, int depth)
      throws InexactException {
    if (depth > ValueJson.MOST_NESTING) {
      throw new InexactException(ValueJson.TOO_DEEP);
    }
    if (raw.isArray()) {
      checkClass(value, raw);
      if (!raw.getComponentType().isPrimitive()) {
        checkElements(Arrays.asList((Object[]) value), Types.element(type), depth);
      }
    } else if (CarriedTypes.COLLECTIONS.contains(raw)) {
      checkKind(value, raw == Collection.class ? List.class : raw, Types.argument(type, 0));
      checkElements((Collection<?>) value, Types.argument(type, 0), depth);
    } else if (CarriedTypes.MAPS.contains(raw)) {
      checkKind(value, raw, Types.argument(type, 0));
      checkMap((Map<?, ?>) value, Types.argument(type, 0), Types.argument(type, 1), depth);
    } else if (Part.makeUp(raw)) {
      checkClass(value, raw);
      checkParts(value, type, raw, depth);
    } else {
      throw notCarried(raw);
    }
  }

  private static InexactException notCarried(Class<?> type) {
    return new InexactException(CarriedTypes.notCarried(TypeName.of(type)));
  }

  private static boolean isCarried(Class<?> type) {
    return CarriedTypes.SCALARS.contains(type)
        || isText(type)
        || type.isArray()
        || Enum.class.isAssignableFrom(type)
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || Part.makeUp(type);
  }

  private static void checkClass(Object value, Class<?> type) throws InexactException {
    checkClass(value.getClass(), type);
  }

  private static void checkClass(Class<?> actual, Class<?> type) throws InexactException {
    if (actual != type) {
      throw new InexactException(
          "a " + TypeName.of(actual) + " would arrive as a " + TypeName.of(type));
    }
    boolean inner = actual.getEnclosingClass() != null && !Modifier.isStatic(actual.getModifiers());
    if (inner && !actual.isRecord() && !actual.isEnum()) {
      throw new InexactException(
          TypeName.of(actual) + " is an inner class; it must be static, or a record");
    }
  }

  /** A value without a declared type, which is read as plain JSON. */
  private static void checkUntyped(Object value, int depth) throws InexactException {
    if (value instanceof Number) {
      checkNumber(value, Object.class);
    } else if (value instanceof List<?> list) {
      checkNested(list, List.class, List.class, depth + 1);
    } else if (value instanceof Map<?, ?> map) {
      checkNested(map, Map.class, Map.class, depth + 1);
    } else if (!(value instanceof String || value instanceof Boolean)) {
      throw untyped(value, Object.class);
    }
  }

  private static void checkNumber(Object value, Class<?> declared) throws InexactException {
    boolean known = value instanceof Number number && NumberJson.isSmallest(number);
    // A number in a string is recognized only if the type allows nothing else.
    boolean special = value instanceof Double real && !Double.isFinite(real);
    if (!known || (special && declared == Object.class)) {
      throw untyped(value, declared);
    }
  }

  private static InexactException untyped(Object value, Class<?> declared) {
    if (!isCarried(value.getClass())) {
      return notCarried(value.getClass());
    }
    return new InexactException("a " + TypeName.of(value.getClass())
        + (value instanceof Number number ? " " + Excerpt.of(number.toString(), MOST_QUOTED) : "")
        + " would arrive as another type; declare its type instead of "
        + declared.getSimpleName());
  }

  /** Reads the text back, because some classes write text that they cannot read, such as the year 10000. */
  private static void checkText(Object value, Class<?> type) throws InexactException {
    // The class of a time zone is not public; its declared type is.
    if (type != ZoneId.class) {
      checkClass(value, type);
    }
    if (!isReadAsWritten(value, type)) {
      throw new InexactException("this " + TypeName.of(type) + " cannot be written and read");
    }
  }

  private static boolean isReadAsWritten(Object value, Class<?> type) {
    try {
      return value.equals(ValueJson.GSON.fromJson(ValueJson.GSON.toJsonTree(value, type), type));
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static void checkElements(Collection<?> elements, Type type, int depth)
      throws InexactException {
    int i = 0;
    for (Object element : elements) {
      try {
        check(element, type, depth);
      } catch (InexactException e) {
        throw e.within("[" + i + "]");
      }
      i++;
    }
  }

  private static void checkMap(Map<?, ?> map, Type keys, Type values, int depth)
      throws InexactException {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      checkKey(key, keys, depth);
      try {
        check(entry.getValue(), values, depth);
      } catch (InexactException e) {
        throw e.within("." + (key instanceof String name ? name : "(" + TypeName.of(keys) + ")"));
      }
    }
  }

  // JSON keys are strings: null would arrive as "null" and, without a declared type, 1 as "1".
  private static void checkKey(@Nullable Object key, Type type, int depth) throws InexactException {
    if (key == null) {
      throw new InexactException("a map with a null key does not travel");
    }
    if (Types.raw(type) == Object.class && !(key instanceof String)) {
      throw new InexactException("a key that is a " + TypeName.of(key.getClass())
          + " would arrive as a string; declare the type of the keys instead of Object");
    }
    try {
      check(key, type, depth);
    } catch (InexactException e) {
      throw new InexactException("a key of the map: " + e.getMessage());
    }
  }

  /** A caller's own collection class may hold more than its elements. For the JDK's, the declared type is enough. */
  private static void checkKind(Object value, Class<?> declared, Type element)
      throws InexactException {
    boolean fits =
        declared.isInterface() ? declared.isInstance(value) : value.getClass() == declared;
    String why = value instanceof Properties
        ? "java.util.Properties would arrive without its defaults; pass a copy of its entries"
        : fits ? Equality.lost(value, declared, element) : Equality.other(value, declared);
    if (why != null) {
      throw new InexactException(why);
    }
  }

  private static void checkParts(Object value, Type type, Class<?> raw, int depth)
      throws InexactException {
    for (Part part : Part.of(raw)) {
      try {
        checkPart(part, value, type, depth);
      } catch (InexactException e) {
        throw e.within("." + part.name());
      } catch (InaccessibleObjectException e) {
        throw notCarried(raw);
      }
    }
  }

  private static void checkPart(Part part, Object whole, Type type, int depth)
      throws InexactException {
    if (part.isTransient()) {
      throw new InexactException("a transient field does not travel");
    }
    check(part.in(whole), Types.of(part.type(), type), depth);
  }
}
