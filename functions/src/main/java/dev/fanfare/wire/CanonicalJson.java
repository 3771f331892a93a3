package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Writes a call so that equal calls have equal text: two maps may be equal and have other orders. Stateless. */
final class CanonicalJson {

  private CanonicalJson() {}

  static void write(JsonWriter out, Delayed<?> call, IntPredicate counts) throws IOException {
    KernelMethod kernel = call.kernel();
    List<JsonElement> arguments = Arguments.json(kernel, call.sent());
    out.beginObject();
    out.name("kernel").value(kernel.name());
    out.name("args").beginArray();
    for (int place = 0; place < arguments.size(); place++) {
      JsonElement argument = counts.test(place) ? sorted(arguments.get(place)) : JsonNull.INSTANCE;
      ValueJson.GSON.toJson(argument, out);
    }
    out.endArray().endObject();
  }

  private static JsonElement sorted(JsonElement json) {
    if (json instanceof JsonObject members) {
      JsonObject sorted = new JsonObject();
      new TreeMap<>(members.asMap()).forEach((name, value) -> sorted.add(name, sorted(value)));
      return sorted;
    }
    if (json instanceof JsonArray elements) {
      JsonArray sorted = new JsonArray(elements.size());
      elements.forEach(element -> sorted.add(sorted(element)));
      return sorted;
    }
    return json;
  }
}
