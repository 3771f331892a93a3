package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a kernel's arguments: by position or by name, each to its parameter's type. Stateless. */
final class Arguments {

  /** What JSON has no numbers for. */
  private static final Set<String> SPECIAL = Set.of("NaN", "Infinity", "-Infinity");

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

  /** The arguments of a call, in order. */
  static List<JsonElement> json(KernelMethod kernel, List<@Nullable Object> arguments) {
    List<Type> types = kernel.parameterTypes();
    List<JsonElement> json = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      try {
        json.add(ValueJson.tree(arguments.get(i), types.get(i)));
      } catch (MalformedMessageException e) {
        throw new MalformedMessageException(
            "argument '" + kernel.parameterNames().get(i) + "' of " + kernel.signature() + " "
                + e.getMessage(),
            e);
      }
    }
    return json;
  }

  private static @Nullable Object value(
      KernelMethod kernel, String name, Type type, JsonElement json) {
    if (isQuoted(json) && !takesText(type) && !SPECIAL.contains(json.getAsString())) {
      throw wrongType(kernel, name, type, json, null);
    }
    try {
      Object value = ValueJson.value(json, type);
      boolean unknownEnum = value == null && !json.isJsonNull();
      if (unknownEnum || value == null && type instanceof Class<?> raw && raw.isPrimitive()) {
        throw wrongType(kernel, name, type, json, null);
      }
      return value;
    } catch (MalformedMessageException e) {
      throw wrongType(kernel, name, type, json, e);
    }
  }

  private static boolean isQuoted(JsonElement json) {
    return json instanceof JsonPrimitive primitive && primitive.isString();
  }

  private static boolean takesText(Type type) {
    return !(type instanceof Class<?> raw)
        || raw == char.class
        || raw == BigInteger.class
        || raw == BigDecimal.class
        || !raw.isPrimitive() && raw != Boolean.class && !Number.class.isAssignableFrom(raw);
  }

  private static MalformedMessageException wrongType(
      KernelMethod kernel, String name, Type type, JsonElement json, @Nullable Exception cause) {
    String rule = cause == null || json.isJsonPrimitive()
        ? "must be " + type.getTypeName()
        : String.valueOf(cause.getMessage());
    return new MalformedMessageException(
        "argument '" + name + "' of " + kernel.signature() + " " + rule + ", got: "
            + cut(json.toString()),
        cause);
  }

  private static String cut(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  private static String count(int n) {
    return n == 1 ? "1 argument" : n + " arguments";
  }
}
