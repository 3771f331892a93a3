package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
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
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values that are written as strings: bytes in base64, times in ISO form, enum constants by name; and booleans, which are
 * strings as map keys. Stateless. */
final class TextJson {

  private static final Set<Class<?>> QUOTED =
      Set.of(String.class, char.class, Character.class, UUID.class, Currency.class, Locale.class);

  private static final int MOST_CONSTANTS = 20;

  private TextJson() {}

  static GsonBuilder register(GsonBuilder json) {
    return json.registerTypeAdapter(
            byte[].class, text(Base64.getEncoder()::encodeToString, Base64.getDecoder()::decode))
        .registerTypeAdapter(boolean.class, bool())
        .registerTypeAdapter(Boolean.class, bool())
        .registerTypeAdapterFactory(factory(TextJson::javaTime));
  }

  /** Enum constants by their Java names only; the library's other names for them can be ambiguous. */
  static TypeAdapterFactory constants() {
    return factory(type -> Enum.class.isAssignableFrom(type) && type != Enum.class
        ? constant(type.isEnum() ? type : type.getSuperclass())
        : null);
  }

  private static TypeAdapter<Enum<?>> constant(Class<?> type) {
    Map<String, Enum<?>> known = Arrays.stream(type.getEnumConstants())
        .map(one -> (Enum<?>) one)
        .collect(Collectors.toMap(Enum::name, one -> one));
    return text(Enum::name, name -> {
      Enum<?> constant = known.get(name);
      if (constant == null) {
        throw new JsonSyntaxException("no constant of " + type.getSimpleName() + ": " + name
            + ", expected " + constants(type) + Nearest.hint(name, known.keySet()));
      }
      return constant;
    });
  }

  /** The constants of an enum as text, shortened if there are many. */
  static String constants(Class<?> type) {
    Object[] all = type.getEnumConstants();
    String first = Arrays.stream(all)
        .limit(MOST_CONSTANTS)
        .map(one -> ((Enum<?>) one).name())
        .collect(Collectors.joining(", "));
    return (all.length == 1 ? "" : "one of ")
        + first
        + (all.length > MOST_CONSTANTS ? ", ..." : "");
  }

  /** Refuses numbers and booleans in place of strings, which the library would accept. */
  static TypeAdapterFactory quoted() {
    return new TypeAdapterFactory() {
      @Override
      public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
        return QUOTED.contains(type.getRawType())
            ? quoted(gson.getDelegateAdapter(this, type))
            : null;
      }
    };
  }

  private static <V> TypeAdapter<V> quoted(TypeAdapter<V> text) {
    return new TypeAdapter<V>() {
      @Override
      public void write(JsonWriter out, V value) throws IOException {
        text.write(out, value);
      }

      @Override
      public V read(JsonReader in) throws IOException {
        checkQuoted(in);
        try {
          return text.read(in);
        } catch (JsonSyntaxException e) {
          throw misplaced(in, e);
        }
      }
    }.nullSafe();
  }

  private static void checkQuoted(JsonReader in) throws IOException {
    JsonToken next = in.peek();
    if (next == JsonToken.NUMBER || next == JsonToken.BOOLEAN) {
      String got = JsonParser.parseReader(in).toString();
      throw new MisplacedException(in.getPreviousPath(), "not a string: " + got);
    }
  }

  /** An error in the value that was just read. */
  private static MisplacedException misplaced(JsonReader in, RuntimeException e) {
    return new MisplacedException(in.getPreviousPath(), ValueJson.reason(e));
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
          default -> throw new MisplacedException(in.getPreviousPath(), "neither true nor false");
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
        checkQuoted(in);
        String text = in.nextString();
        try {
          return parse.apply(text);
        } catch (IllegalArgumentException | JsonSyntaxException e) {
          throw misplaced(in, e);
        }
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
