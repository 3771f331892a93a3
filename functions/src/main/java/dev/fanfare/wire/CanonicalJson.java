package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Shared;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes a call so that equal calls have equal text. Two equal maps or sets can have other orders: if their class promises
 * none, they are sorted. A large array is its digest, whether it was shared or not. Stateless.
 */
final class CanonicalJson {

  /** Smaller arrays are written with their values, which users can read. */
  private static final int LARGE_BYTES = 1024;

  private static final Set<Class<?>> UNORDERED =
      Set.of(HashMap.class, HashSet.class, Hashtable.class, ConcurrentHashMap.class);

  private static final Class<?> MAP_OF = Map.of().getClass().getSuperclass();
  private static final Class<?> SET_OF = Set.of().getClass().getSuperclass();

  private static final Gson GSON = ValueJson.GSON
      .newBuilder()
      .registerTypeAdapterFactory(Adapters.factory((type, gson, self) -> {
        Class<?> raw = type.getRawType();
        return Map.class.isAssignableFrom(raw) || Iterable.class.isAssignableFrom(raw)
            ? sorting(gson, gson.getDelegateAdapter(self, type))
            : null;
      }))
      .create();

  private CanonicalJson() {}

  static void write(JsonWriter out, Delayed<?> call, IntPredicate counts) throws IOException {
    KernelMethod kernel = call.kernel();
    JsonArray arguments = new JsonArray();
    Arguments.forEach(
        kernel,
        call.arguments(),
        (place, value, type) -> arguments.add(
            counts.test(place) ? json(value, call.sent().get(place), type) : JsonNull.INSTANCE));
    out.beginObject();
    out.name("kernel").value(kernel.name());
    out.name("args");
    GSON.toJson(arguments, out);
    out.endObject();
  }

  private static JsonElement json(@Nullable Object value, @Nullable Object sent, Type type) {
    if (sent instanceof Shared<?> shared && (value == sent || isLarge(value))) {
      return SharedArgument.of(shared, type).json();
    }
    if (value != null && value.getClass() == type && isLarge(value)) {
      return SharedArgument.of(Shared.of(value), type).json();
    }
    JsonElement exact = ValueJson.tree(value, type);
    return exact.isJsonObject() || exact.isJsonArray()
        ? ValueJson.unchecked(GSON, value, type)
        : exact;
  }

  private static boolean isLarge(@Nullable Object value) {
    return SharedArgument.arrayBytes(value) > LARGE_BYTES;
  }

  private static <V> TypeAdapter<V> sorting(Gson gson, TypeAdapter<V> plain) {
    return Adapters.of(
        (out, value) -> {
          if (hasOrder(value)) {
            plain.write(out, value);
          } else {
            gson.toJson(sorted(plain.toJsonTree(value)), out);
          }
        },
        plain::read);
  }

  private static boolean hasOrder(Object value) {
    return !UNORDERED.contains(value.getClass())
        && !MAP_OF.isInstance(value)
        && !SET_OF.isInstance(value);
  }

  /** Of the members of an object, or the elements of an array: a map whose keys are no text is an array of pairs. */
  private static JsonElement sorted(JsonElement json) {
    if (json instanceof JsonObject members) {
      JsonObject sorted = new JsonObject();
      new TreeMap<>(members.asMap()).forEach(sorted::add);
      return sorted;
    }
    JsonArray sorted = new JsonArray();
    Stream<JsonElement> elements =
        StreamSupport.stream(json.getAsJsonArray().spliterator(), /* parallel= */ false);
    elements.sorted(Comparator.comparing(JsonElement::toString)).forEach(sorted::add);
    return sorted;
  }
}
