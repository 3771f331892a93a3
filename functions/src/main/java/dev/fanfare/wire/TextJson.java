package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Nearest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is written as a string: bytes in base64, times in ISO form, enum constants by name; and booleans, which map keys turn into strings. Stateless. */
final class TextJson {

  private TextJson() {}

  static GsonBuilder register(GsonBuilder json) {
    return json.registerTypeAdapter(
            byte[].class, text(Base64.getEncoder()::encodeToString, Base64.getDecoder()::decode))
        .registerTypeAdapter(boolean.class, bool())
        .registerTypeAdapter(Boolean.class, bool())
        .registerTypeAdapterFactory(factory(TextJson::javaTime));
  }

  /** Refuses what is no constant of an enum, which the library reads as null. */
  static TypeAdapterFactory knownConstants() {
    return new TypeAdapterFactory() {
      @Override
      public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
        return type.getRawType().isEnum()
            ? constant(type.getRawType(), gson.getDelegateAdapter(this, type))
            : null;
      }
    };
  }

  private static <V> TypeAdapter<V> constant(Class<?> type, TypeAdapter<V> byName) {
    return text(constant -> byName.toJsonTree(constant).getAsString(), name -> {
      V constant = byName.fromJsonTree(new JsonPrimitive(name));
      if (constant == null) {
        List<String> known = Arrays.stream(type.getEnumConstants())
            .map(one -> ((Enum<?>) one).name())
            .toList();
        throw new JsonSyntaxException(
            "no constant of " + type.getSimpleName() + ": " + name + Nearest.hint(name, known));
      }
      return constant;
    });
  }

  private static TypeAdapter<Boolean> bool() {
    return new TypeAdapter<Boolean>() {
      @Override
      public void write(JsonWriter out, Boolean value) throws IOException {
        out.value(value);
      }

      @Override
      public Boolean read(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.BOOLEAN) {
          return in.nextBoolean();
        }
        return switch (in.nextString()) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new JsonSyntaxException("neither true nor false");
        };
      }
    }.nullSafe();
  }

  private static <V> TypeAdapter<V> text(Function<V, String> format, Function<String, V> parse) {
    return new TypeAdapter<V>() {
      @Override
      public void write(JsonWriter out, V value) throws IOException {
        out.value(format.apply(value));
      }

      @Override
      public V read(JsonReader in) throws IOException {
        return parse.apply(in.nextString());
      }
    }.nullSafe();
  }

  private static TypeAdapterFactory factory(Function<Class<?>, @Nullable TypeAdapter<?>> adapter) {
    return new TypeAdapterFactory() {
      @Override
      @SuppressWarnings("unchecked") // It is the adapter of that very type.
      public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
        return (TypeAdapter<V>) adapter.apply(type.getRawType());
      }
    };
  }

  private static @Nullable TypeAdapter<?> javaTime(Class<?> type) {
    Method parse = isTime(type) ? parse(type) : null;
    return parse == null ? null : text(Object::toString, iso -> parsed(parse, iso));
  }

  /** Most classes of {@code java.time} have a {@code parse} that reads what their {@code toString} writes; zones have an {@code of}. */
  static boolean isTime(Class<?> type) {
    return type.getName().startsWith("java.time.") && parse(type) != null;
  }

  private static @Nullable Method parse(Class<?> type) {
    try {
      return ZoneId.class.isAssignableFrom(type)
          ? type.getMethod("of", String.class)
          : type.getMethod("parse", CharSequence.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static Object parsed(Method parse, String iso) {
    try {
      return parse.invoke(null, iso);
    } catch (ReflectiveOperationException e) {
      throw new JsonSyntaxException(
          "not a " + parse.getDeclaringClass().getSimpleName() + ": " + iso, e);
    }
  }
}
