package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Nearest;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes records and other classes with fields. Unknown and missing names are errors, and fields are written
 * directly. (The library ignores unknown names, reads missing ones as 0 or null, and calls a record's accessors.) Stateless.
 */
final class PartsJson implements TypeAdapterFactory {

  @Override
  public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
    Class<? super V> raw = type.getRawType();
    if (!Part.makeUp(raw)) {
      return null;
    }
    Map<Part, TypeAdapter<Object>> named = named(gson, type);
    TypeAdapter<V> parts = gson.getDelegateAdapter(this, type);
    return Adapters.of((out, value) -> write(out, value, named), in -> read(in, raw, parts));
  }

  private static Map<Part, TypeAdapter<Object>> named(Gson gson, TypeToken<?> type) {
    Map<Part, TypeAdapter<Object>> named = new LinkedHashMap<>();
    for (Part part : Part.of(type.getRawType())) {
      if (!part.isTransient()) {
        named.put(part, adapter(gson, Types.of(part.type(), type.getType())));
      }
    }
    return named;
  }

  @SuppressWarnings("unchecked") // A part's value is of its declared type.
  private static TypeAdapter<Object> adapter(Gson gson, Type type) {
    return (TypeAdapter<Object>) gson.getAdapter(TypeToken.get(type));
  }

  private static <V> void write(JsonWriter out, V value, Map<Part, TypeAdapter<Object>> named)
      throws IOException {
    out.beginObject();
    for (Map.Entry<Part, TypeAdapter<Object>> part : named.entrySet()) {
      out.name(part.getKey().name());
      part.getValue().write(out, part.getKey().in(value));
    }
    out.endObject();
  }

  private static <V> V read(JsonReader in, Class<?> type, TypeAdapter<V> parts) {
    String place = in.getPath();
    JsonElement json = JsonParser.parseReader(in);
    try {
      if (json instanceof JsonObject named) {
        check(type, named);
      }
      return parts.fromJsonTree(json);
    } catch (MisplacedException e) {
      throw e.within(place);
    }
  }

  private static void check(Class<?> type, JsonObject json) {
    List<Part> parts =
        Part.of(type).stream().filter(part -> !part.isTransient()).toList();
    checkNames(type, parts, json);
    boolean hasDefaults = !type.isRecord() && hasDefaults(type);
    for (Part part : parts) {
      if (part.names().stream().anyMatch(json::has)) {
        checkNull(part, json);
      } else if (!part.nullable() && !hasDefaults) {
        throw new MisplacedException(
            "$", type.getSimpleName() + " lacks its field '" + part.name() + "'");
      }
    }
  }

  private static void checkNames(Class<?> type, List<Part> parts, JsonObject json) {
    List<String> known = parts.stream().flatMap(part -> part.names().stream()).toList();
    for (String name : json.keySet()) {
      if (!known.contains(name)) {
        List<String> missing = known.stream().filter(one -> !json.has(one)).toList();
        throw new MisplacedException(
            "$",
            type.getSimpleName() + " has no field '" + name + "'" + Nearest.hint(name, missing));
      }
    }
  }

  private static void checkNull(Part part, JsonObject json) {
    boolean isNull =
        part.names().stream().anyMatch(name -> json.has(name) && json.get(name).isJsonNull());
    if (isNull && part.type() instanceof Class<?> raw && raw.isPrimitive()) {
      throw new MisplacedException(
          "$." + part.name(), "null is not a value of " + raw.getTypeName());
    }
  }

  // The constructor initializes fields that are missing in JSON.
  private static boolean hasDefaults(Class<?> type) {
    try {
      return type.getDeclaredConstructor() != null;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
