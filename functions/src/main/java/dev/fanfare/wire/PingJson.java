package dev.fanfare.wire;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.MalformedMessageException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads {@link Ping} and {@link Pong}. Stateless. */
final class PingJson {

  /** More than there are usual addresses. */
  private static final int MOST_ENDPOINTS = 100;

  private PingJson() {}

  static void write(JsonWriter out, Ping ping) throws IOException {
    out.beginObject().name("ping").beginArray();
    for (URI endpoint : ping.endpoints()) {
      out.value(endpoint.toString());
    }
    out.endArray().endObject();
  }

  /** Reads the endpoints of a ping. */
  static Ping readEndpoints(JsonReader in) throws IOException {
    List<URI> endpoints = new ArrayList<>();
    ValueJson.readArray(
        in, MOST_ENDPOINTS, () -> endpoints.add(InvocationJson.url("ping", in.nextString())));
    return new Ping(endpoints);
  }

  static void write(JsonWriter out, Pong pong) throws IOException {
    out.beginObject();
    if (pong.reached() != null) {
      out.name("reached").value(pong.reached().toString());
    }
    out.name("obstacles").beginArray();
    for (String obstacle : pong.obstacles()) {
      out.value(obstacle);
    }
    out.endArray().endObject();
  }

  static Pong readPong(JsonReader in) throws IOException {
    @Nullable URI reached = null;
    List<String> obstacles = new ArrayList<>();
    boolean answered = false;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "reached" -> reached = InvocationJson.url("reached", in.nextString());
        case "obstacles" -> {
          answered = true;
          ValueJson.readArray(in, MOST_ENDPOINTS, () -> obstacles.add(in.nextString()));
        }
        default -> in.skipValue();
      }
    }
    in.endObject();
    if (!answered) {
      throw new MalformedMessageException("not an answer to a ping", null);
    }
    return new Pong(reached, obstacles);
  }
}
