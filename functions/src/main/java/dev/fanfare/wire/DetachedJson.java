package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonSyntaxException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@link Detached}: that of {@link ValueJson}, but a primitive array is a number, which counts the arrays. A NaN
 * that is not {@link Double#NaN} or {@link Float#NaN} bit by bit is refused outside of arrays.
 */
final class DetachedJson {

  private static final Set<Class<?>> FLOATING =
      Set.of(double.class, Double.class, float.class, Float.class, Number.class);

  private static final long NAN = Double.doubleToRawLongBits(Double.NaN);
  private static final int FLOAT_NAN = Float.floatToRawIntBits(Float.NaN);

  private final List<@Nullable Object> arrays;
  private final IntFunction<@Nullable Object> source;

  private DetachedJson(List<@Nullable Object> arrays, IntFunction<@Nullable Object> source) {
    this.arrays = arrays;
    this.source = source;
  }

  /**
   * A value's JSON; its arrays are added to the list. While a value is read back as proof (see {@link Exactness#mayChange}),
   * there is a copy of its arrays, because a constructor may write to them.
   */
  static JsonElement tree(Object value, Type type, List<@Nullable Object> arrays) {
    return ValueJson.tree(
        value, type, new DetachedJson(arrays, i -> copy(arrays.get(i))).library());
  }

  /** Reads a value and takes its arrays out of the list, each once. */
  static @Nullable Object read(JsonReader in, Type type, List<@Nullable Object> arrays) {
    Gson library = new DetachedJson(arrays, i -> arrays.set(i, null)).library();
    Object value = ValueJson.value(library, in, type);
    if (arrays.stream().anyMatch(Objects::nonNull)) {
      throw new JsonSyntaxException("an array belongs to no part of the value");
    }
    return value;
  }

  private Gson library() {
    return ValueJson.GSON
        .newBuilder()
        .registerTypeAdapterFactory(Adapters.factory((type, gson, self) -> {
          Class<?> raw = type.getRawType();
          if (raw.isArray() && raw.getComponentType().isPrimitive()) {
            return Adapters.of(this::write, in -> read(in, raw));
          }
          return FLOATING.contains(raw) ? exactNaN(gson.getDelegateAdapter(self, type)) : null;
        }))
        .create();
  }

  private void write(JsonWriter out, Object array) throws IOException {
    out.value(arrays.size());
    arrays.add(array);
  }

  private Object read(JsonReader in, Class<?> type) throws IOException {
    int i = in.nextInt();
    Object array = i >= 0 && i < arrays.size() ? source.apply(i) : null;
    if (array == null) {
      throw new JsonSyntaxException("there is no array " + i + ", or it was read already");
    }
    if (array.getClass() != type) {
      throw new JsonSyntaxException("array " + i + " is a " + array.getClass().getTypeName()
          + ", not a " + type.getTypeName());
    }
    return array;
  }

  private static <V> TypeAdapter<V> exactNaN(TypeAdapter<V> number) {
    return Adapters.of(
        (out, value) -> {
          if (isOtherNaN(value)) {
            throw new JsonIOException("a NaN with other bits than those of Double.NaN and Float.NaN"
                + " is carried exactly only in a primitive array");
          }
          number.write(out, value);
        },
        number::read);
  }

  private static boolean isOtherNaN(Object value) {
    if (value instanceof Float real) {
      return Float.isNaN(real) && Float.floatToRawIntBits(real) != FLOAT_NAN;
    }
    return value instanceof Double real
        && Double.isNaN(real)
        && Double.doubleToRawLongBits(real) != NAN;
  }

  private static @Nullable Object copy(@Nullable Object array) {
    if (array == null) {
      return null;
    }
    int length = Array.getLength(array);
    Object copy = Array.newInstance(array.getClass().getComponentType(), length);
    System.arraycopy(array, 0, copy, 0, length);
    return copy;
  }
}
