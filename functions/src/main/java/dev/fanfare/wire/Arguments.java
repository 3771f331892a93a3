package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Excerpt;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.Nearest;
import dev.fanfare.kernel.Shared;
import dev.fanfare.kernel.TypeName;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a kernel's arguments: by position or by name, each to its parameter's type. Stateless. */
final class Arguments {

  private static final int MOST_QUOTED = 80;

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

  /** The call of a kernel with arguments by name; missing arguments that may be null are null. */
  static Delayed<@Nullable Object> call(KernelMethod kernel, JsonObject byName) {
    List<String> names = kernel.parameterNames();
    checkNames(kernel, names, byName);
    JsonArray positional = new JsonArray(names.size());
    for (int i = 0; i < names.size(); i++) {
      JsonElement value = byName.get(names.get(i));
      if (value == null && !kernel.isNullable(i)) {
        throw unnamed(kernel, " lacks its argument: " + names.get(i));
      }
      positional.add(value);
    }
    return call(kernel, positional);
  }

  private static void checkNames(KernelMethod kernel, List<String> names, JsonObject byName) {
    for (String name : byName.keySet()) {
      if (!names.contains(name)) {
        List<String> missing = names.stream().filter(one -> !byName.has(one)).toList();
        String hint = kernel.namesParameters() ? Nearest.hint(name, missing) : "";
        throw unnamed(kernel, " has no parameter named: " + Excerpt.of(name, MOST_QUOTED) + hint);
      }
    }
  }

  private static MalformedMessageException unnamed(KernelMethod kernel, String what) {
    String hint = kernel.namesParameters()
        ? ""
        : "; its class was compiled without -parameters, which keeps the names: compile it with that option, or use args";
    return new MalformedMessageException(kernel.signature() + what + hint, null);
  }

  /** The arguments of a call, in order. */
  static List<JsonElement> json(KernelMethod kernel, List<@Nullable Object> arguments) {
    List<JsonElement> json = new ArrayList<>(arguments.size());
    forEach(kernel, arguments, (place, value, type) -> json.add(json(value, type)));
    return json;
  }

  private static JsonElement json(@Nullable Object value, Type type) {
    return value instanceof Shared<?> shared
        ? SharedArgument.of(shared, type).json()
        : ValueJson.tree(value, type);
  }

  /** Checks that the arguments of a call can be written. */
  static void check(KernelMethod kernel, List<@Nullable Object> arguments) {
    forEach(kernel, arguments, (place, value, type) -> check(value, type));
  }

  private static void check(@Nullable Object value, Type type) {
    if (value instanceof Shared<?> shared) {
      SharedArgument.of(shared, type).check();
    } else if (Exactness.mayChange(type)) {
      // Only reading it back shows whether a constructor changes it.
      ValueJson.tree(value, type);
    } else {
      ValueJson.exact(value, type);
    }
  }

  interface Each {
    void argument(int place, @Nullable Object value, Type type);
  }

  /** Does something with each argument. Errors name the argument. */
  static void forEach(KernelMethod kernel, List<@Nullable Object> arguments, Each action) {
    List<Type> types = kernel.parameterTypes();
    for (int i = 0; i < types.size(); i++) {
      try {
        action.argument(i, arguments.get(i), types.get(i));
      } catch (MalformedMessageException e) {
        String name = kernel.parameterNames().get(i);
        throw new MalformedMessageException(place(kernel, name) + e.getMessage(), e);
      }
    }
  }

  private static @Nullable Object value(
      KernelMethod kernel, String name, Type type, JsonElement json) {
    boolean quoted = isQuotedNumber(json, type);
    boolean none = json.isJsonNull() && type instanceof Class<?> raw && raw.isPrimitive();
    if (quoted || none) {
      throw wrongType(kernel, name, type, json, null);
    }
    try {
      return SharedArgument.isNamed(json, type)
          ? SharedArgument.read(json, type)
          : ValueJson.value(json, type);
    } catch (MalformedMessageException e) {
      throw wrongType(kernel, name, type, json, e);
    }
  }

  /** Whether JSON is text, but the type is a number or boolean. */
  static boolean isQuotedNumber(JsonElement json, Type type) {
    return json instanceof JsonPrimitive primitive
        && primitive.isString()
        && !takesText(type)
        && !NumberJson.SPECIAL.contains(json.getAsString());
  }

  private static boolean takesText(Type type) {
    return !(type instanceof Class<?> raw)
        || raw == char.class
        || raw == BigInteger.class
        || raw == BigDecimal.class
        || (!raw.isPrimitive() && raw != Boolean.class && !Number.class.isAssignableFrom(raw));
  }

  private static MalformedMessageException wrongType(
      KernelMethod kernel, String name, Type type, JsonElement json, @Nullable Exception cause) {
    String rule = cause == null || json.isJsonPrimitive()
        ? "must be " + expected(type)
        : String.valueOf(cause.getMessage());
    return new MalformedMessageException(
        place(kernel, name) + rule + ", got: " + JsonTree.excerpt(json, MOST_QUOTED), cause);
  }

  private static String place(KernelMethod kernel, String name) {
    return "argument '" + name + "' of " + kernel.signature() + " ";
  }

  private static String expected(Type type) {
    return type instanceof Class<?> raw && raw.isEnum()
        ? TextJson.constants(raw)
        : TypeName.of(type);
  }

  private static String count(int n) {
    return n == 1 ? "1 argument" : n + " arguments";
  }
}
