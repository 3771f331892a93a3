package dev.fanfare.wire;

import com.google.gson.annotations.SerializedName;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record, or a field of another class that travels by its fields.
 *
 * @param names its names in JSON; the first is used for writing
 * @param type its declared type
 * @param nullable whether it may be missing, because it has an annotation named {@code Nullable}
 * @param isTransient whether it is a transient field, which is not written
 * @param field the field itself, because a record's accessor may return something else
 */
record Part(List<String> names, Type type, boolean nullable, boolean isTransient, Field field) {

  private static final ClassValue<List<Part>> KNOWN = new ClassValue<>() {
    @Override
    protected List<Part> computeValue(Class<?> type) {
      return type.isRecord() ? components(type) : fields(type);
    }
  };

  /** Whether JSON represents the type as an object of named parts: records and the caller's concrete classes, except collections. */
  static boolean makeUp(Class<?> type) {
    boolean abstractOrOther = type.isInterface()
        || type.isArray()
        || type.isPrimitive()
        || Enum.class.isAssignableFrom(type)
        || Modifier.isAbstract(type.getModifiers())
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type);
    return !abstractOrOther && isCallers(type);
  }

  /** Whether a class belongs to the caller, not to the JDK or the JSON library. */
  static boolean isCallers(Class<?> type) {
    return CarriedTypes.isCallers(type.getName());
  }

  /** The parts of such a class, in order. */
  static List<Part> of(Class<?> type) {
    return KNOWN.get(type);
  }

  String name() {
    return names.get(0);
  }

  /**
   * Its value in an object of its class.
   *
   * @throws InaccessibleObjectException if it is inaccessible, like the fields of JDK classes
   */
  @Nullable
  Object in(Object whole) {
    field.setAccessible(true);
    try {
      return field.get(whole);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a field that was made accessible is not: " + field, e);
    }
  }

  private static List<Part> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
  }

  private static Part of(RecordComponent component) {
    Field field = Arrays.stream(component.getDeclaringRecord().getDeclaredFields())
        .filter(one -> one.getName().equals(component.getName()))
        .findFirst()
        .orElseThrow();
    return new Part(
        names(field),
        component.getGenericType(),
        isNullable(component, component.getAnnotatedType()),
        false,
        field);
  }

  private static List<Part> fields(Class<?> type) {
    List<Part> parts = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      Arrays.stream(c.getDeclaredFields())
          .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
          .map(Part::of)
          .forEach(parts::add);
    }
    return parts;
  }

  private static Part of(Field field) {
    return new Part(
        names(field),
        field.getGenericType(),
        isNullable(field, field.getAnnotatedType()),
        Modifier.isTransient(field.getModifiers()),
        field);
  }

  private static List<String> names(Field field) {
    SerializedName given = field.getAnnotation(SerializedName.class);
    return given == null
        ? List.of(field.getName())
        : Stream.concat(Stream.of(given.value()), Arrays.stream(given.alternate()))
            .toList();
  }

  private static boolean isNullable(AnnotatedElement part, AnnotatedType type) {
    return Stream.of(part.getAnnotations(), type.getAnnotations())
        .flatMap(Arrays::stream)
        .anyMatch(one -> one.annotationType().getSimpleName().equals("Nullable"));
  }
}
