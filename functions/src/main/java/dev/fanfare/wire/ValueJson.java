package dev.fanfare.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.TypeName;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of arguments and results: NaN and infinities as strings, bytes in base64, {@code java.time} in ISO form. If the
 * declared type is {@code Object}, a whole number is read as the smallest of Integer, Long and BigInteger that holds it, any
 * other number as Double. Numbers of more than {@value NumberJson#MOST_DIGITS} characters, or too large for a double, are
 * written as strings. A value that would change is refused ({@link Exactness}); only the bits of a NaN may differ: it
 * arrives as {@link Double#NaN}. Thread-safe.
 */
final class ValueJson {

  /** For arguments and results: exact, or refused. */
  static final Gson GSON = builder()
      .registerTypeAdapterFactory(TextJson.constants())
      .registerTypeAdapterFactory(TextJson.quoted())
      .registerTypeAdapterFactory(new PartsJson())
      .create();

  /** The library's limit of 255, minus the nesting of our own messages. */
  static final int MOST_NESTING = 250;

  private static final int MOST_PATH = 80;

  /** How the library says that an object or an array is missing. */
  private static final Pattern UNEXPECTED = Pattern.compile(
      "Expected BEGIN_(OBJECT|ARRAY) but was (?:BEGIN_)?([A-Z]+)(?: at path \\$$)?");

  static final String TOO_DEEP = "it contains itself or is nested deeper than " + MOST_NESTING;

  /** For Fanfare's own records, which other versions may have written. */
  private static final class Plain {
    static final Gson GSON = builder().create();
  }

  /** For output to users: the fields of a value, not what its accessors return. */
  private static final class Shown {
    static final Gson GSON = builder()
        .registerTypeAdapterFactory(TextJson.constants())
        .registerTypeAdapterFactory(new PartsJson())
        .create();
  }

  private ValueJson() {}

  private static GsonBuilder builder() {
    GsonBuilder json =
        new GsonBuilder().serializeNulls().disableHtmlEscaping().enableComplexMapKeySerialization();
    return TextJson.register(NumberJson.register(json));
  }

  /**
   * A value's JSON by its declared type.
   *
   * @throws MalformedMessageException if it would not be read as it was
   */
  static JsonElement tree(@Nullable Object value, Type type) {
    JsonElement scalar = ScalarJson.written(value, type);
    return scalar == null ? tree(value, type, GSON) : scalar;
  }

  /** The same, written and read back by a variant of {@link #GSON}. */
  static JsonElement tree(@Nullable Object value, Type type, Gson gson) {
    Object exact = exact(value, type);
    JsonElement tree = written(type, () -> unchecked(gson, exact, type));
    if (Exactness.mayChange(type)) {
      checkRead(gson, tree, exact, type);
    }
    return tree;
  }

  private static void checkRead(Gson gson, JsonElement tree, @Nullable Object value, Type type) {
    String path = written(type, () -> Difference.path(value, value(gson, tree, type), type));
    if (path != null) {
      throw new MalformedMessageException(
          "cannot be carried exactly as " + TypeName.of(type) + ": "
              + (path.isEmpty() ? "" : "at $" + path + ", ")
              + "its JSON is read as another value (does a constructor change it?)",
          null);
    }
  }

  /**
   * The value, widened to its declared type.
   *
   * @throws MalformedMessageException if it would not be read as it was
   */
  static @Nullable Object exact(@Nullable Object value, Type type) {
    return written(type, () -> {
      Object widened = Types.widened(value, type);
      Exactness.check(widened, type);
      return widened;
    });
  }

  /** A value's JSON for output to users, by its own class. Information may be lost. */
  static JsonElement shown(@Nullable Object value) {
    return written(Object.class, () -> unchecked(Shown.GSON, value, Object.class));
  }

  /** A value's JSON by its declared type, although it might be read as another value. */
  static JsonElement unchecked(Gson gson, @Nullable Object value, Type type) {
    JsonElement tree = type == Object.class || value == null
        ? gson.toJsonTree(value)
        : gson.toJsonTree(value, type);
    checkNesting(tree, MOST_NESTING);
    return tree;
  }

  // Calls the caller's code, which can throw anything.
  private static <R extends @Nullable Object> R written(Type type, Supplier<R> writing) {
    try {
      return writing.get();
    } catch (MalformedMessageException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new MalformedMessageException(
          "cannot be written as JSON: " + TypeName.of(type) + ", " + whyUnwritten(e), e);
    }
  }

  private static String whyUnwritten(Throwable e) {
    if (e instanceof StackOverflowError) {
      return TOO_DEEP;
    }
    return e instanceof JsonParseException ? reason(e) : TaskError.of(e).summary();
  }

  private static void checkNesting(JsonElement json, int left) {
    if (json.isJsonPrimitive() || json.isJsonNull()) {
      return;
    }
    if (left == 0) {
      throw new JsonIOException(TOO_DEEP);
    }
    Iterable<JsonElement> inner =
        json instanceof JsonObject object ? object.asMap().values() : json.getAsJsonArray();
    inner.forEach(element -> checkNesting(element, left - 1));
  }

  /**
   * Reads a value of that type.
   *
   * @throws MalformedMessageException if the JSON does not fit the type
   */
  static @Nullable Object value(JsonElement json, Type type) {
    Object scalar = ScalarJson.read(json, type);
    return scalar == null ? value(GSON, json, type) : scalar;
  }

  /** Reads one of Fanfare's own records. Unknown names are ignored. */
  static @Nullable Object own(JsonElement json, Type type) {
    return value(Plain.GSON, json, type);
  }

  private static @Nullable Object value(Gson gson, JsonElement json, Type type) {
    return read(type, () -> json.isJsonNull() ? null : gson.fromJson(json, type));
  }

  /** Reads a value of that type by a variant of {@link #GSON}, without a tree of all of its JSON. */
  static @Nullable Object value(Gson gson, JsonReader in, Type type) {
    return read(type, () -> gson.fromJson(in, type));
  }

  private static @Nullable Object read(Type type, Supplier<@Nullable Object> reading) {
    try {
      return reading.get();
    } catch (RuntimeException e) {
      // A record's constructor can refuse, and then the library's message is about the constructor.
      Throwable why = e instanceof JsonParseException || e.getCause() == null ? e : e.getCause();
      throw new MalformedMessageException(
          "cannot be read as " + TypeName.of(type) + ": " + reason(why), e);
    }
  }

  /** A strict reader: no comments, no missing quotes. */
  static JsonReader strict(Reader json) {
    JsonReader in = new JsonReader(json);
    in.setStrictness(Strictness.STRICT);
    return in;
  }

  /** The library's message without its advice and links, and without line numbers, since all input is one line. */
  static String reason(Throwable e) {
    return UNEXPECTED
        .matcher(String.valueOf(e.getMessage()))
        .replaceFirst(
            found -> "expected a JSON " + lower(found.group(1)) + ", got: " + lower(found.group(2)))
        .replaceFirst("\\s+See https?://.*", "")
        .replaceFirst("^.*Exception: ", "")
        .replaceFirst(
            "Use JsonReader\\.setStrictness.* to accept malformed JSON", "it is malformed")
        .replaceFirst(" at line 1 column", " at column")
        .replaceFirst("(?s)( path \\$.{" + MOST_PATH + "}).*", "$1...");
  }

  private static String lower(String token) {
    return token.toLowerCase(Locale.ROOT);
  }

  interface Element {
    void read() throws IOException;
  }

  /** Reads an array of at most {@code most} elements. */
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
}
