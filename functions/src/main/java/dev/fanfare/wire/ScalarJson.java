package dev.fanfare.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A shortcut that skips the checks. Writes Long, Integer, finite Double, String and Boolean; reads
 * long. Returns null for anything else, which then goes through {@link ValueJson}. Stateless.
 */
final class ScalarJson {

  /** Any whole number with at most this many characters fits into a long. */
  private static final int FEW_CHARACTERS = 18;

  private ScalarJson() {}

  /** The value as JSON, if it is of exactly its declared type; otherwise null. */
  static @Nullable JsonElement written(@Nullable Object value, Type type) {
    if (value == null || !(type instanceof Class<?> raw) || value.getClass() != Types.boxed(raw)) {
      return null;
    }
    if (value instanceof Long || value instanceof Integer || isFinite(value)) {
      return new JsonPrimitive((Number) value);
    }
    if (value instanceof String text) {
      return new JsonPrimitive(text);
    }
    return value instanceof Boolean truth ? new JsonPrimitive(truth) : null;
  }

  private static boolean isFinite(Object value) {
    return value instanceof Double real && Double.isFinite(real);
  }

  /** The long that the JSON stands for; null if it is not one, or another type is declared. */
  static @Nullable Object read(JsonElement json, Type type) {
    boolean wanted = type == long.class || type == Long.class;
    if (!wanted || !(json instanceof JsonPrimitive number) || !number.isNumber()) {
      return null;
    }
    String digits = number.getAsString();
    return isWhole(digits) ? (Object) Long.parseLong(digits) : null;
  }

  private static boolean isWhole(String digits) {
    int start = digits.startsWith("-") ? 1 : 0;
    for (int i = start; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return false;
      }
    }
    return start < digits.length() && digits.length() <= FEW_CHARACTERS;
  }
}
