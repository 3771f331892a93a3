package dev.fanfare.wire;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.Nearest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
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
    Adapters.register(json, boolean.class, Adapters.of(JsonWriter::value, TextJson::readBoolean));
    return json.registerTypeAdapter(
            byte[].class, text(Base64.getEncoder()::encodeToString, Base64.getDecoder()::decode))
        .registerTypeAdapterFactory(
            Adapters.factory((type, gson, self) -> javaTime(type.getRawType())));
  }

  /** Enum constants by their Java names only; the library's other names for them can be ambiguous. */
  static TypeAdapterFactory constants() {
    return Adapters.factory((type, gson, self) -> constant(type.getRawType()));
  }

  private static @Nullable TypeAdapter<?> constant(Class<?> type) {
    if (type == Enum.class || !Enum.class.isAssignableFrom(type)) {
      return null;
    }
    // A constant with a body has a class of its own.
    Class<?> declared = type.isEnum() ? type : type.getSuperclass();
    Map<String, Enum<?>> known = Arrays.stream(declared.getEnumConstants())
        .map(one -> (Enum<?>) one)
        .collect(Collectors.toMap(Enum::name, one -> one));
    return text(Enum::name, name -> known(name, known, declared));
  }

  private static Enum<?> known(String name, Map<String, Enum<?>> known, Class<?> type) {
    Enum<?> constant = known.get(name);
    if (constant == null) {
      throw new JsonSyntaxException("no constant of " + type.getSimpleName() + ": " + name
          + ", expected " + constants(type) + Nearest.hint(name, known.keySet()));
    }
    return constant;
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
    return Adapters.factory((type, gson, self) ->
        QUOTED.contains(type.getRawType()) ? quoted(gson.getDelegateAdapter(self, type)) : null);
  }

  private static <V> TypeAdapter<V> quoted(TypeAdapter<V> text) {
    return Adapters.of(text::write, in -> {
      checkQuoted(in);
      return misplaced(in, () -> text.read(in));
    });
  }

  private static void checkQuoted(JsonReader in) throws IOException {
    JsonToken next = in.peek();
    if (next == JsonToken.NUMBER || next == JsonToken.BOOLEAN) {
      String got = JsonParser.parseReader(in).toString();
      throw new MisplacedException(in.getPreviousPath(), "not a string: " + got);
    }
  }

  private static Boolean readBoolean(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.BOOLEAN) {
      return in.nextBoolean();
    }
    return switch (in.nextString()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new MisplacedException(in.getPreviousPath(), "neither true nor false");
    };
  }

  private static <V> TypeAdapter<V> text(Function<V, String> format, Function<String, V> parse) {
    return Adapters.of((out, value) -> out.value(format.apply(value)), in -> {
      checkQuoted(in);
      String text = in.nextString();
      return misplaced(in, () -> parse.apply(text));
    });
  }

  private interface Reading<V> {
    V read() throws IOException;
  }

  /** An error in a value names its place. */
  private static <V> V misplaced(JsonReader in, Reading<V> reading) throws IOException {
    try {
      return reading.read();
    } catch (IllegalArgumentException | JsonSyntaxException e) {
      throw new MisplacedException(in.getPreviousPath(), ValueJson.reason(e));
    }
  }

  private static @Nullable TypeAdapter<?> javaTime(Class<?> type) {
    Method parse = isTime(type) ? parse(type) : null;
    return parse == null ? null : text(Object::toString, iso -> parsed(parse, iso));
  }

  /** Most classes of {@code java.time} have a {@code parse} that reads what their {@code toString} writes; zones have an {@code of}. */
  static boolean isTime(Class<?> type) {
    return type.getName().startsWith(CarriedTypes.TIMES) && parse(type) != null;
  }

  private static @Nullable Method parse(Class<?> type) {
    try {
      Method parse = ZoneId.class.isAssignableFrom(type)
          ? type.getMethod("of", String.class)
          : type.getMethod("parse", CharSequence.class);
      return Modifier.isStatic(parse.getModifiers()) ? parse : null;
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
