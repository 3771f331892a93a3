package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job list's line: {@code {"kernel":"sum","args":[40]}}, or with {@code "kwargs":{"n":40}}. Stateless. */
final class JobLine {

  private static final Set<String> NAMES = Set.of("kernel", "args", "kwargs");

  private JobLine() {}

  static Delayed<@Nullable Object> read(JsonReader in) throws IOException {
    JsonElement json = JsonParser.parseReader(in);
    if (!(json instanceof JsonObject job)) {
      throw malformed("expected a task as {\"kernel\":\"sum\",\"args\":[40]}, got: " + json);
    }
    job.keySet().stream().filter(name -> !NAMES.contains(name)).findFirst().ifPresent(name -> {
      throw malformed("expected kernel, args or kwargs, got: " + name);
    });
    if (!(job.get("kernel") instanceof JsonPrimitive kernel && kernel.isString())) {
      throw malformed("expected a kernel's name, as {\"kernel\":\"sum\",\"args\":[40]}");
    }
    return call(Kernels.byName(kernel.getAsString()), job.get("args"), job.get("kwargs"));
  }

  private static Delayed<@Nullable Object> call(
      KernelMethod kernel, @Nullable JsonElement args, @Nullable JsonElement kwargs) {
    if (args != null && kwargs != null) {
      throw malformed("expected args or kwargs, got both");
    }
    if (kwargs instanceof JsonObject byName) {
      return Arguments.call(kernel, byName);
    }
    if (kwargs == null && (args == null || args instanceof JsonArray)) {
      return Arguments.call(kernel, args == null ? new JsonArray() : args.getAsJsonArray());
    }
    throw malformed("expected args as an array or kwargs as an object");
  }

  private static MalformedMessageException malformed(String message) {
    return new MalformedMessageException(message, null);
  }
}
