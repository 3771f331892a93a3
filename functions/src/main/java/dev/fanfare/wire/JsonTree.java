package dev.fanfare.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.MalformedMessageException;
import java.io.IOException;
import java.io.StringWriter;

/** Reads JSON that users wrote. Stateless. */
final class JsonTree {

  private JsonTree() {}

  /**
   * The next element.
   *
   * @throws MalformedMessageException if an object has a name twice; the library would keep the last one
   */
  static JsonElement read(JsonReader in) throws IOException {
    return switch (in.peek()) {
      case BEGIN_OBJECT -> object(in);
      case BEGIN_ARRAY -> array(in);
      default -> JsonParser.parseReader(in);
    };
  }

  private static JsonObject object(JsonReader in) throws IOException {
    JsonObject object = new JsonObject();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      requireNew(object, name, in);
      object.add(name, read(in));
    }
    in.endObject();
    return object;
  }

  private static void requireNew(JsonObject object, String name, JsonReader in) {
    if (object.has(name)) {
      throw new MalformedMessageException(
          "at " + in.getPath() + ", '" + name + "' is there twice", null);
    }
  }

  private static JsonArray array(JsonReader in) throws IOException {
    JsonArray array = new JsonArray();
    in.beginArray();
    while (in.hasNext()) {
      array.add(read(in));
    }
    in.endArray();
    return array;
  }

  /** The beginning of an element's text. The rest is not even written. */
  static String excerpt(JsonElement json, int most) {
    Beginning text = new Beginning(most);
    try {
      ValueJson.GSON.toJson(json, new JsonWriter(text));
    } catch (Beginning.FullException e) {
      return text.getBuffer().substring(0, most) + "...";
    }
    return text.toString();
  }

  private static final class Beginning extends StringWriter {
    private static final class FullException extends RuntimeException {
      FullException() {
        super(null, null, false, false);
      }
    }

    private final int most;

    Beginning(int most) {
      this.most = most;
    }

    @Override
    public void write(int c) {
      super.write(c);
      check();
    }

    @Override
    public void write(String text) {
      write(text, 0, text.length());
    }

    @Override
    public void write(String text, int offset, int length) {
      super.write(text, offset, Math.min(length, most + 1));
      check();
    }

    private void check() {
      if (getBuffer().length() > most) {
        throw new FullException();
      }
    }
  }
}
