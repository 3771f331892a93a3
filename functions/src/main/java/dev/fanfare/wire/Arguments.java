package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a kernel's arguments: by position or by name, each to its parameter's type. Stateless. */
final class Arguments {

  private Arguments() {}

  /** The call of a kernel with these arguments, in the order of its parameters. */
  static Delayed<@Nullable Object> call(KernelMethod kernel, JsonArray positional) {
    List<Type> types = kernel.parameterTypes();
    if (positional.size() != types.size()) {
      throw new MalformedMessageException(
          kernel.signature() + " takes " + count(types.size()) + ", got: " + positional.size(),
          null);
    }
    List<String> names = kernel.parameterNames();
    @Nullable Object[] values = new @Nullable Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(kernel, names.get(i), types.get(i), positional.get(i));
    }
    return Delayed.of(kernel, values);
  }

  /** The call of a kernel with arguments by name. */
  static Delayed<@Nullable Object> call(KernelMethod kernel, JsonObject byName) {
    List<String> names = kernel.parameterNames();
    List<String> unknown = new ArrayList<>(byName.keySet());
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw new MalformedMessageException(
          kernel.signature() + " has no parameter named: " + unknown.get(0), null);
    }
    JsonArray positional = new JsonArray(names.size());
    for (String name : names) {
      if (!byName.has(name)) {
        throw new MalformedMessageException(
            kernel.signature() + " lacks its argument: " + name, null);
      }
      positional.add(byName.get(name));
    }
    return call(kernel, positional);
  }

  private static @Nullable Object value(
      KernelMethod kernel, String name, Type type, JsonElement json) {
    try {
      boolean quotedNumber =
          isNumeric(type) && json.isJsonPrimitive() && json.getAsJsonPrimitive().isString();
      Object value = quotedNumber && !isSpecial(json.getAsString())
          ? null
          : ValueJson.GSON.fromJson(json, type);
      if (quotedNumber && value == null
          || value == null && type instanceof Class<?> raw && raw.isPrimitive()) {
        throw wrongType(kernel, name, type, json, null);
      }
      return value;
    } catch (JsonParseException | IllegalArgumentException e) {
      throw wrongType(kernel, name, type, json, e);
    }
  }

  private static boolean isNumeric(Type type) {
    return type instanceof Class<?> raw
        && (raw.isPrimitive() && raw != boolean.class && raw != char.class
            || Number.class.isAssignableFrom(raw));
  }

  private static boolean isSpecial(String text) {
    return text.equals("NaN") || text.endsWith("Infinity");
  }

  private static MalformedMessageException wrongType(
      KernelMethod kernel, String name, Type type, JsonElement json, @Nullable Exception cause) {
    String got = json.toString();
    return new MalformedMessageException(
        "argument '" + name + "' of " + kernel.signature() + " must be " + type.getTypeName()
            + ", got: " + (got.length() > 80 ? got.substring(0, 80) + "..." : got),
        cause);
  }

  private static String count(int n) {
    return n == 1 ? "1 argument" : n + " arguments";
  }
}
