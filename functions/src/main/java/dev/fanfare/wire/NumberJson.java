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
import java.io.IOException;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes numbers. A number that does not fit its type is refused, never truncated. Stateless. */
final class NumberJson {

  /** The library's reader takes numbers of up to 1,023 characters; longer ones must be strings. */
  static final int MOST_DIGITS = 1_000;

  /**
   * A longer number is written as a string. The library's reader refuses some whole numbers without quotes that
   * have more than the 20 digits of 2^64, such as ten times that.
   */
  static final int MOST_BARE = 20;

  /** Values that are not JSON numbers. */
  static final Set<String> SPECIAL = Set.of("NaN", "Infinity", "-Infinity");

  /** JSON's grammar. Java's parsers accept more: digits of other scripts, {@code 0x1p3}, {@code 1d}. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  /** A float, and so a double, holds every whole number of up to this many digits. */
  private static final int FEW_DIGITS = 7;

  private NumberJson() {}

  static GsonBuilder register(GsonBuilder json) {
    return json.setObjectToNumberStrategy(in -> smallest(in.nextString()))
        .registerTypeAdapter(Number.class, any())
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
        .registerTypeAdapterFactory(large())
        .registerTypeAdapterFactory(bounds());
  }

  /** Whether a number has the class that its JSON is read as if the declared type is only {@code Number} or {@code Object}. */
  static boolean isSmallest(Number number) {
    if (number instanceof Long whole) {
      return whole != whole.intValue();
    }
    if (number.getClass() == BigInteger.class && number instanceof BigInteger whole) {
      return whole.bitLength() >= Long.SIZE && whole.toString().length() <= MOST_BARE;
    }
    return number instanceof Integer || number instanceof Double;
  }

  private static Number smallest(String digits) {
    if (digits.chars().anyMatch(NumberJson::isFraction)) {
      return finite(Double.valueOf(digits));
    }
    try {
      long whole = Long.parseLong(digits);
      return whole == (int) whole ? (Number) (int) whole : (Number) whole;
    } catch (NumberFormatException e) {
      return new BigInteger(bounded(digits));
    }
  }

  private static TypeAdapter<Number> any() {
    return new TypeAdapter<Number>() {
      @Override
      public void write(JsonWriter out, Number value) throws IOException {
        writeAny(out, value);
      }

      @Override
      public Number read(JsonReader in) throws IOException {
        String digits = digitsOrSpecial(in);
        return SPECIAL.contains(digits) ? Double.valueOf(digits) : smallest(digits);
      }
    }.nullSafe();
  }

  private static void writeAny(JsonWriter out, Number value) throws IOException {
    if (Double.isFinite(value.doubleValue())) {
      out.value(value);
    } else {
      out.value(value.toString());
    }
  }

  private static <N extends Number> N finite(N number) {
    if (!Double.isFinite(number.doubleValue())) {
      throw new JsonSyntaxException("too large");
    }
    return number;
  }

  /** A number, with or without quotes; map keys have quotes. */
  private static String digits(JsonReader in) throws IOException {
    String text = digitsOrSpecial(in);
    if (SPECIAL.contains(text)) {
      throw noNumber(text);
    }
    return text;
  }

  private static String digitsOrSpecial(JsonReader in) throws IOException {
    boolean quoted = in.peek() == JsonToken.STRING;
    String text = in.nextString();
    if (quoted && !SPECIAL.contains(text) && !NUMBER.matcher(text).matches()) {
      throw noNumber(text);
    }
    return text;
  }

  private static JsonSyntaxException noNumber(String text) {
    return new JsonSyntaxException("not a number: \"" + text + '"');
  }

  /** A whole number must fit exactly; decimal places are rounded as in Java. */
  private static <N extends Number> N held(N number, String digits) {
    if (digits.length() > FEW_DIGITS
        && digits.chars().noneMatch(NumberJson::isFraction)
        && new BigDecimal(bounded(digits)).compareTo(new BigDecimal(number.doubleValue())) != 0) {
      throw new JsonSyntaxException(
          "a " + number.getClass().getSimpleName().toLowerCase(Locale.ROOT)
              + " does not hold exactly: " + digits);
    }
    return number;
  }

  private static boolean isFraction(int c) {
    return c == '.' || c == 'e' || c == 'E';
  }

  /** The time to parse a number grows with the square of its length. */
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
        return exact(digits(in), bits);
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

  /** Uses BigDecimal only for numbers such as 40.0 and 4e1: loading that class takes longer than reading a batch. */
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
      public void write(JsonWriter out, N value) throws IOException {
        writeAny(out, value);
      }

      @Override
      public N read(JsonReader in) throws IOException {
        String digits = digitsOrSpecial(in);
        N number = parse.apply(digits);
        return SPECIAL.contains(digits) ? number : held(finite(number), digits);
      }
    }.nullSafe();
  }

  /**
   * BigInteger and BigDecimal as the library reads them, up to 10,000 characters. Long ones, and those beyond what a double
   * holds, which the library takes for infinite, are written as strings.
   */
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

  /** Reads {@code ? extends Number} as {@code Number}; the library treats wildcards differently. */
  private static TypeAdapterFactory bounds() {
    return new TypeAdapterFactory() {
      @Override
      @SuppressWarnings("unchecked") // A value of the bound's type is what the wildcard stands for.
      public <V> @Nullable TypeAdapter<V> create(Gson gson, TypeToken<V> type) {
        return type.getType() instanceof WildcardType wildcard
            ? (TypeAdapter<V>) gson.getAdapter(TypeToken.get(wildcard.getUpperBounds()[0]))
            : null;
      }
    };
  }

  private static <V> TypeAdapter<V> large(TypeAdapter<V> number) {
    return new TypeAdapter<>() {
      @Override
      public void write(JsonWriter out, @Nullable V value) throws IOException {
        String digits = String.valueOf(value);
        boolean beyond = value instanceof Number any && !Double.isFinite(any.doubleValue());
        if (beyond || digits.length() > MOST_BARE) {
          out.value(digits);
        } else {
          number.write(out, value);
        }
      }

      @Override
      public @Nullable V read(JsonReader in) throws IOException {
        return in.peek() == JsonToken.STRING
            ? number.fromJsonTree(new JsonPrimitive(digits(in)))
            : number.read(in);
      }
    };
  }
}
