package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
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
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How arguments and results are written as JSON: records, collections and maps as one expects; NaN and infinities, which JSON has
 * no numbers for, as strings; bytes in base64; times of {@code java.time} in ISO form. Where a type says nothing ({@code Object}),
 * a whole number is read as Integer, Long or BigInteger, the smallest that holds it, any other as Double; one of more than
 * {@value #MOST_DIGITS} characters is written as a string. A number that its type cannot hold is refused, never rounded. Thread-safe.
 */
final class ValueJson {

  private static final ToNumberStrategy SMALLEST_WHOLE = in -> number(in.nextString());

  static final Gson GSON = new GsonBuilder()
      .serializeNulls()
      .disableHtmlEscaping()
      .enableComplexMapKeySerialization()
      .setObjectToNumberStrategy(SMALLEST_WHOLE)
      .setNumberToNumberStrategy(SMALLEST_WHOLE)
      .registerTypeAdapter(byte.class, whole(Byte.SIZE))
      .registerTypeAdapter(Byte.class, whole(Byte.SIZE))
      .registerTypeAdapter(short.class, whole(Short.SIZE))
      .registerTypeAdapter(Short.class, whole(Short.SIZE))
      .registerTypeAdapter(int.class, whole(Integer.SIZE))
      .registerTypeAdapter(Integer.class, whole(Integer.SIZE))
      .registerTypeAdapter(long.class, whole(Long.SIZE))
      .registerTypeAdapter(Long.class, whole(Long.SIZE))
      .registerTypeAdapter(double.class, floating(Double::valueOf))
      .registerTypeAdapter(Double.class, floating(Double::valueOf))
      .registerTypeAdapter(float.class, floating(Float::valueOf))
      .registerTypeAdapter(Float.class, floating(Float::valueOf))
      .registerTypeAdapter(
          byte[].class, text(Base64.getEncoder()::encodeToString, Base64.getDecoder()::decode))
      .registerTypeAdapterFactory(javaTime())
      .registerTypeAdapterFactory(large())
      .create();

  /** What the library's reader takes, 255, less what our messages wrap around a value. */
  private static final int MOST_NESTING = 250;

  /** The library's reader takes numbers of up to 1,023 characters; longer ones must be strings. */
  private static final int MOST_DIGITS = 1_000;

  private static final String TOO_DEEP =
      "it contains itself or is nested deeper than " + MOST_NESTING;

  private ValueJson() {}

  /** A value's JSON by its declared type, or by its own class where the type says nothing. */
  static JsonElement tree(@Nullable Object value, Type type) {
    try {
      JsonElement tree = type == Object.class || value == null
          ? GSON.toJsonTree(value)
          : GSON.toJsonTree(value, type);
      checkNesting(tree, MOST_NESTING);
      return tree;
    } catch (RuntimeException | StackOverflowError e) {
      String why = e instanceof StackOverflowError ? TOO_DEEP : reason(e);
      throw new MalformedMessageException(
          "cannot be written as JSON: " + type.getTypeName() + ", " + why, e);
    }
  }

  private static void checkNesting(JsonElement json, int left) {
    if (json.isJsonPrimitive() || json.isJsonNull()) {
      return;
    }
    if (left == 0) {
      throw new IllegalArgumentException(TOO_DEEP);
    }
    Iterable<JsonElement> inner =
        json instanceof JsonObject object ? object.asMap().values() : json.getAsJsonArray();
    inner.forEach(element -> checkNesting(element, left - 1));
  }

  /** The value of that type that the JSON stands for. */
  static @Nullable Object value(JsonElement json, Type type) {
    try {
      return json.isJsonNull() ? null : GSON.fromJson(json, type);
    } catch (RuntimeException e) {
      // A record's constructor can refuse, and then the library's message is about the constructor.
      Throwable why = e instanceof JsonParseException || e.getCause() == null ? e : e.getCause();
      throw new MalformedMessageException(
          "cannot be read as " + type.getTypeName() + ": " + reason(why), e);
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

  /** Reads an array of no more than {@code most} elements. */
  static void readArray(JsonReader in, int most, Element element) throws IOException {
    in.beginArray();
    for (int i = 0; in.hasNext(); i++) {
      if (i == most) {
        throw new JsonSyntaxException("more than " + most + " elements at path " + in.getPath());
      }
      element.read();
    }
    in.endArray();
  }

  private static Number number(String digits) {
    if (digits.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
      return finite(Double.valueOf(digits));
    }
    try {
      long whole = Long.parseLong(digits);
      return whole == (int) whole ? (Number) (int) whole : (Number) whole;
    } catch (NumberFormatException e) {
      return new BigInteger(digits);
    }
  }

  private static <N extends Number> N finite(N number) {
    if (!Double.isFinite(number.doubleValue())) {
      throw new JsonSyntaxException("too large");
    }
    return number;
  }

  /** The time to read a number that a string holds grows with the square of its digits. */
  private static String bounded(String digits) {
    if (digits.length() > MOST_DIGITS) {
      throw new JsonSyntaxException("a number of more than " + MOST_DIGITS + " characters");
    }
    return digits;
  }

  private static TypeAdapter<Number> whole(int bits) {
    return new TypeAdapter<Number>() {
      @Override
      public void write(JsonWriter out, Number value) throws IOException {
        out.value(value);
      }

      @Override
      public Number read(JsonReader in) throws IOException {
        return exact(in.nextString(), bits);
      }
    }.nullSafe();
  }

  private static Number exact(String digits, int bits) {
    try {
      long value = whole(digits);
      int spare = Long.SIZE - bits;
      if (value << spare >> spare != value) {
        throw new ArithmeticException("too large");
      }
      return switch (bits) {
        case Byte.SIZE -> (byte) value;
        case Short.SIZE -> (short) value;
        case Integer.SIZE -> (int) value;
        default -> value;
      };
    } catch (ArithmeticException | NumberFormatException e) {
      throw new JsonSyntaxException("not a whole number of " + bits + " bits: " + digits, e);
    }
  }

  /** BigDecimal is for 40.0 and 4e1 alone: loading it takes longer than reading a batch. */
  private static long whole(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return new BigDecimal(bounded(digits)).longValueExact();
    }
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
        boolean quoted = in.peek() == JsonToken.STRING;
        N value = parse.apply(in.nextString());
        return quoted ? value : finite(value);
      }
    };
  }

  /** BigInteger and BigDecimal as the library reads them, up to 10,000 characters; long ones are written as strings. */
  private static TypeAdapterFactory large() {
    return new TypeAdapterFactory() {
      @Override
      public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
        Class<? super V> raw = type.getRawType();
        return raw == BigInteger.class || raw == BigDecimal.class
            ? large(gson.getDelegateAdapter(this, type))
            : null;
      }
    };
  }

  private static <V> TypeAdapter<V> large(TypeAdapter<V> number) {
    return new TypeAdapter<>() {
      @Override
      public void write(JsonWriter out, @Nullable V value) throws IOException {
        String digits = String.valueOf(value);
        if (digits.length() > MOST_DIGITS) {
          out.value(digits);
        } else {
          number.write(out, value);
        }
      }

      @Override
      public @Nullable V read(JsonReader in) throws IOException {
        return number.read(in);
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

  /** Most classes of {@code java.time} have a {@code parse} that reads what their {@code toString} writes. */
  private static TypeAdapterFactory javaTime() {
    return new TypeAdapterFactory() {
      @Override
      public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
        Class<? super V> raw = type.getRawType();
        Method parse = raw.getName().startsWith("java.time.") ? parse(raw) : null;
        return parse == null ? null : text(Object::toString, iso -> parsed(parse, iso));
      }
    };
  }

  private static @Nullable Method parse(Class<?> type) {
    try {
      return type.getMethod("parse", CharSequence.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  private static <V> V parsed(Method parse, String iso) {
    try {
      return (V) parse.invoke(null, iso);
    } catch (ReflectiveOperationException e) {
      throw new JsonSyntaxException(
          "not a " + parse.getDeclaringClass().getSimpleName() + ": " + iso, e);
    }
  }
}
