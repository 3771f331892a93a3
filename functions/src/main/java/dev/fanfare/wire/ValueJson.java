package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.Strictness;
import com.google.gson.ToNumberStrategy;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How arguments and results are written as JSON: records, collections and maps as one expects; NaN and infinities, which JSON has
 * no numbers for, as strings; bytes in base64; times of {@code java.time} in ISO form. Where a type says nothing ({@code Object}),
 * a whole number is read as Integer, Long or BigInteger, the smallest that holds it, any other as Double. Thread-safe.
 */
final class ValueJson {

  private static final ToNumberStrategy SMALLEST_WHOLE = in -> number(in.nextString());

  static final Gson GSON = new GsonBuilder()
      .serializeNulls()
      .disableHtmlEscaping()
      .setObjectToNumberStrategy(SMALLEST_WHOLE)
      .registerTypeAdapter(double.class, floating(Double::valueOf))
      .registerTypeAdapter(Double.class, floating(Double::valueOf))
      .registerTypeAdapter(float.class, floating(Float::valueOf))
      .registerTypeAdapter(Float.class, floating(Float::valueOf))
      .registerTypeAdapter(
          byte[].class, text(Base64.getEncoder()::encodeToString, Base64.getDecoder()::decode))
      .registerTypeAdapterFactory(javaTime())
      .create();

  private ValueJson() {}

  /** A value's JSON by its declared type, or by its own class where the type says nothing. */
  static JsonElement tree(@Nullable Object value, Type type) {
    try {
      return type == Object.class || value == null
          ? GSON.toJsonTree(value)
          : GSON.toJsonTree(value, type);
    } catch (RuntimeException | StackOverflowError e) {
      throw new MalformedMessageException(
          "cannot be written as JSON: " + type.getTypeName() + ", " + reason(e), e);
    }
  }

  /** A reader that takes JSON alone: no comments, no missing quotes. */
  static JsonReader strict(Reader json) {
    JsonReader in = new JsonReader(json);
    in.setStrictness(Strictness.STRICT);
    return in;
  }

  /** The library's message without its advertisement, and without the line: what is read here has one. */
  static String reason(Throwable e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("\\s+See https?://.*", "")
        .replaceFirst("^.*Exception: ", "")
        .replaceFirst(" at line 1 column", " at column");
  }

  interface Element {
    void read() throws IOException;
  }

  static void readArray(JsonReader in, Element element) throws IOException {
    in.beginArray();
    while (in.hasNext()) {
      element.read();
    }
    in.endArray();
  }

  private static Number number(String digits) {
    if (!digits.matches("-?\\d+")) {
      return Double.valueOf(digits);
    }
    BigInteger whole = new BigInteger(digits);
    if (whole.bitLength() < Integer.SIZE) {
      return whole.intValue();
    }
    return whole.bitLength() < Long.SIZE ? whole.longValue() : whole;
  }

  private static <N extends Number> TypeAdapter<N> floating(Function<String, N> parse) {
    return new TypeAdapter<N>() {
      @Override
      public void write(JsonWriter out, @Nullable N value) throws IOException {
        if (value != null && !Double.isFinite(value.doubleValue())) {
          out.value(value.toString());
        } else {
          out.value(value);
        }
      }

      @Override
      public @Nullable N read(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.NULL) {
          in.nextNull();
          return null;
        }
        return parse.apply(in.nextString());
      }
    };
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

  /** Classes of {@code java.time} have a {@code parse} that reads what their {@code toString} writes. */
  private static TypeAdapterFactory javaTime() {
    return new TypeAdapterFactory() {
      @Override
      public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
        Class<? super V> raw = type.getRawType();
        if (!raw.getName().startsWith("java.time.")) {
          return null;
        }
        return text(Object::toString, iso -> parse(raw, iso));
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <V> V parse(Class<? super V> type, String iso) {
    try {
      Method parse = type.getMethod("parse", CharSequence.class);
      return (V) parse.invoke(null, iso);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": " + iso, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName() + " cannot be read from text", e);
    }
  }
}
