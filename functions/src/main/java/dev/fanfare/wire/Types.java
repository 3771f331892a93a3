package dev.fanfare.wire;

import com.google.gson.reflect.TypeToken;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Declared types of values. Stateless. */
final class Types {

  private static final Map<Class<?>, Class<?>> BOXES = Map.of(
      boolean.class, Boolean.class,
      char.class, Character.class,
      byte.class, Byte.class,
      short.class, Short.class,
      int.class, Integer.class,
      long.class, Long.class,
      float.class, Float.class,
      double.class, Double.class);

  private Types() {}

  /** The class that a value of the type is read as; {@code Object} for a type variable. */
  static Class<?> raw(Type type) {
    return type instanceof Class<?> known ? known : TypeToken.get(type).getRawType();
  }

  /** The class of a primitive type's values, or the class itself. */
  static Class<?> boxed(Class<?> type) {
    return BOXES.getOrDefault(type, type);
  }

  /** A type argument, counted from 0; {@code Object} if the type has none. */
  static Type argument(Type type, int i) {
    return type instanceof ParameterizedType generic
        ? bound(generic.getActualTypeArguments()[i])
        : Object.class;
  }

  /** The type of an array's elements. */
  static Type element(Type array) {
    return array instanceof GenericArrayType generic
        ? bound(generic.getGenericComponentType())
        : raw(array).getComponentType();
  }

  private static Type bound(Type type) {
    return type instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : type;
  }

  /** The type of a part in a value of type {@code whole}, with type variables replaced by the type arguments of the whole. */
  static Type of(Type part, Type whole) {
    if (part instanceof Class<?>) {
      return part;
    }
    if (part instanceof TypeVariable<?> variable) {
      return argument(variable, whole);
    }
    if (part instanceof ParameterizedType nested) {
      return generic(nested, whole);
    }
    return part instanceof GenericArrayType array
        ? TypeToken.getArray(of(array.getGenericComponentType(), whole)).getType()
        : of(bound(part), whole);
  }

  private static Type generic(ParameterizedType part, Type whole) {
    Type[] arguments = Arrays.stream(part.getActualTypeArguments())
        .map(argument -> of(bound(argument), whole))
        .toArray(Type[]::new);
    return Arrays.equals(arguments, part.getActualTypeArguments())
        ? part
        : TypeToken.getParameterized(part.getRawType(), arguments).getType();
  }

  private static Type argument(TypeVariable<?> variable, Type whole) {
    Class<?> raw = raw(whole);
    int i = Arrays.asList(raw.getTypeParameters()).indexOf(variable);
    Type above = raw.getGenericSuperclass();
    if (i < 0 && above != null) {
      return argument(variable, of(above, whole));
    }
    return i < 0 ? Object.class : argument(whole, i);
  }

  /**
   * Widens a value to a primitive type, as Java does if an int is passed for a double.
   *
   * @throws IllegalArgumentException if Java would not widen it
   */
  static @Nullable Object widened(@Nullable Object value, Type type) {
    if (value == null
        || !(type instanceof Class<?> primitive)
        || !primitive.isPrimitive()
        || value.getClass() == boxed(primitive)) {
      return value;
    }
    Object holder = Array.newInstance(primitive, 1);
    Array.set(holder, 0, value);
    return Array.get(holder, 0);
  }
}
