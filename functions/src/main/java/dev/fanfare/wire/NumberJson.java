package dev.fanfare.wire;

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
    Adapters.register(json, byte.class, whole(Byte.SIZE));
    Adapters.register(json, short.class, whole(Short.SIZE));
    Adapters.register(json, int.class, whole(Integer.SIZE));
    Adapters.register(json, long.class, whole(Long.SIZE));
    Adapters.register(json, double.class, floating(Double::valueOf));
    Adapters.register(json, float.class, floating(Float::valueOf));
    return json.setObjectToNumberStrategy(in -> smallest(in.nextString()))
        .registerTypeAdapter(Number.class, Adapters.of(NumberJson::writeAny, NumberJson::readAny))
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

  private static Number readAny(JsonReader in) throws IOException {
    String digits = digitsOrSpecial(in);
    return SPECIAL.contains(digits) ? Double.valueOf(digits) : smallest(digits);
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
    return Adapters.of(JsonWriter::value, in -> exact(digits(in), bits));
  }

  private static Number exact(String digits, int bits) {
    try {
      return cast(whole(digits), bits);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new JsonSyntaxException("not a whole number of " + bits + " bits: " + digits, e);
    }
  }

  private static Number cast(long value, int bits) {
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
    return Adapters.of(NumberJson::writeAny, in -> {
      String digits = digitsOrSpecial(in);
      N number = parse.apply(digits);
      return SPECIAL.contains(digits) ? number : held(finite(number), digits);
    });
  }

  /**
   * BigInteger and BigDecimal as the library reads them, up to 10,000 characters. Long ones, and those beyond what a double
   * holds, which the library takes for infinite, are written as strings.
   */
  private static TypeAdapterFactory large() {
    return Adapters.factory((type, gson, self) ->
        type.getRawType() == BigInteger.class || type.getRawType() == BigDecimal.class
            ? large(gson.getDelegateAdapter(self, type))
            : null);
  }

  private static <V> TypeAdapter<V> large(TypeAdapter<V> number) {
    return Adapters.of((out, value) -> writeLarge(out, value, number), in -> {
      boolean quoted = in.peek() == JsonToken.STRING;
      return quoted ? number.fromJsonTree(new JsonPrimitive(digits(in))) : number.read(in);
    });
  }

  private static <V> void writeLarge(JsonWriter out, V value, TypeAdapter<V> number)
      throws IOException {
    String digits = value.toString();
    boolean beyond = value instanceof Number any && !Double.isFinite(any.doubleValue());
    if (beyond || digits.length() > MOST_BARE) {
      out.value(digits);
    } else {
      number.write(out, value);
    }
  }

  /** Reads {@code ? extends Number} as {@code Number}; the library treats wildcards differently. */
  private static TypeAdapterFactory bounds() {
    return Adapters.factory((type, gson, self) -> type.getType() instanceof WildcardType wildcard
        ? gson.getAdapter(TypeToken.get(wildcard.getUpperBounds()[0]))
        : null);
  }
}
