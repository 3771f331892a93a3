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
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How arguments and results are written as JSON: records, collections and maps as one expects; NaN and infinities, which JSON has
 * no numbers for, as strings; bytes in base64; times of {@code java.time} in ISO form. Where a type says nothing ({@code Object}),
 * a whole number is read as Integer, Long or BigInteger, the smallest that holds it, any other as Double; a number of more than
 * {@value NumberJson#MOST_DIGITS} characters, or beyond what a double holds, is written as a string. A value that would not arrive as it was is refused
 * ({@link Exactness}), but for the bits in a NaN, which Java itself does not keep: it arrives as {@link Double#NaN}. Thread-safe.
 */
final class ValueJson {

  /** For what crosses a process: exact, or refused. */
  static final Gson GSON = builder()
      .registerTypeAdapterFactory(TextJson.constants())
      .registerTypeAdapterFactory(TextJson.quoted())
      .registerTypeAdapterFactory(new PartsJson())
      .create();

  /** What the library's reader takes, 255, less what our messages wrap around a value. */
  static final int MOST_NESTING = 250;

  private static final int MOST_PATH = 80;

  static final String TOO_DEEP = "it contains itself or is nested deeper than " + MOST_NESTING;

  /** For Fanfare's own records, which other versions may have written. */
  private static final class Plain {
    static final Gson GSON = builder().create();
  }

  /** For what is shown to people: what a value holds, whatever its accessors say. */
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
    if (scalar != null) {
      return scalar;
    }
    Object exact = exact(value, type);
    JsonElement tree = written(type, () -> tree(GSON, exact, type));
    if (Exactness.mayChange(type)) {
      checkRead(tree, exact, type);
    }
    return tree;
  }

  private static void checkRead(JsonElement tree, @Nullable Object value, Type type) {
    String path = written(type, () -> Difference.path(value, value(tree, type), type));
    if (path != null) {
      throw new MalformedMessageException(
          "cannot be carried exactly as " + type.getTypeName() + ": "
              + (path.isEmpty() ? "" : "at $" + path + ", ")
              + "what is read of its JSON is another value (does a constructor change it?)",
          null);
    }
  }

  /**
   * The value as a variable of its declared type holds it.
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

  /** A value's JSON as people read it: by its own class, whatever is lost. */
  static JsonElement shown(@Nullable Object value) {
    return written(Object.class, () -> tree(Shown.GSON, value, Object.class));
  }

  private static JsonElement tree(Gson gson, @Nullable Object value, Type type) {
    JsonElement tree = type == Object.class || value == null
        ? gson.toJsonTree(value)
        : gson.toJsonTree(value, type);
    checkNesting(tree, MOST_NESTING);
    return tree;
  }

  // A caller's own code is called, which can throw whatever it likes.
  private static <R extends @Nullable Object> R written(Type type, Supplier<R> writing) {
    try {
      return writing.get();
    } catch (MalformedMessageException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      String why = e instanceof JsonParseException ? reason(e) : TaskError.of(e).summary();
      throw new MalformedMessageException(
          "cannot be written as JSON: " + type.getTypeName() + ", "
              + (e instanceof StackOverflowError ? TOO_DEEP : why),
          e);
    }
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
   * The value of that type that the JSON stands for.
   *
   * @throws MalformedMessageException if it stands for none
   */
  static @Nullable Object value(JsonElement json, Type type) {
    Object scalar = ScalarJson.read(json, type);
    return scalar == null ? value(GSON, json, type) : scalar;
  }

  /** One of Fanfare's own records: names that it does not know are passed over. */
  static @Nullable Object own(JsonElement json, Type type) {
    return value(Plain.GSON, json, type);
  }

  private static @Nullable Object value(Gson gson, JsonElement json, Type type) {
    try {
      return json.isJsonNull() ? null : gson.fromJson(json, type);
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

  /** The library's message without its advice and its advertisement, and without the line: what is read here has one. */
  static String reason(Throwable e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("\\s+See https?://.*", "")
        .replaceFirst("^.*Exception: ", "")
        .replaceFirst(
            "Use JsonReader\\.setStrictness.* to accept malformed JSON", "it is malformed")
        .replaceFirst(" at line 1 column", " at column")
        .replaceFirst("(?s)( path \\$.{" + MOST_PATH + "}).*", "$1...");
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
}
