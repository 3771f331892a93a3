package dev.fanfare.wire;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.fanfare.kernel.MalformedMessageException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads {@link Ping} and {@link Pong}. Functions of older versions ignore the kernels of a ping, and
 * answer without an inventory. Stateless.
 */
final class PingJson {

  /** More than there are usual addresses. */
  private static final int MOST_ENDPOINTS = 100;

  private static final int MOST_KERNELS = 10_000;

  private PingJson() {}

  static void write(JsonWriter out, Ping ping) throws IOException {
    out.beginObject().name("ping").beginArray();
    for (URI endpoint : ping.endpoints()) {
      out.value(endpoint.toString());
    }
    out.endArray();
    if (!ping.kernels().isEmpty()) {
      out.name("kernels").beginArray();
      for (String kernel : ping.kernels()) {
        out.value(kernel);
      }
      out.endArray();
    }
    out.endObject();
  }

  /** Reads the kernels of a ping. */
  static List<String> readKernels(JsonReader in) throws IOException {
    List<String> kernels = new ArrayList<>();
    ValueJson.readArray(in, MOST_KERNELS, () -> kernels.add(in.nextString()));
    return kernels;
  }

  /** Reads the endpoints of a ping. */
  static List<URI> readEndpoints(JsonReader in) throws IOException {
    List<URI> endpoints = new ArrayList<>();
    ValueJson.readArray(
        in, MOST_ENDPOINTS, () -> endpoints.add(InvocationJson.url("ping", in.nextString())));
    return endpoints;
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
    out.endArray();
    Inventory inventory = pong.inventory();
    if (inventory != null) {
      write(out.name("inventory"), inventory);
    }
    out.endObject();
  }

  private static void write(JsonWriter out, Inventory inventory) throws IOException {
    out.beginObject();
    out.name("fanfare").value(inventory.fanfare());
    out.name("java").value(inventory.java());
    out.name("kernels").beginObject();
    for (Map.Entry<String, String> kernel : inventory.kernels().entrySet()) {
      out.name(kernel.getKey()).value(kernel.getValue());
    }
    out.endObject().endObject();
  }

  private static Inventory readInventory(JsonReader in) throws IOException {
    String fanfare = "";
    String java = "";
    Map<String, String> kernels = new HashMap<>();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "fanfare" -> fanfare = in.nextString();
        case "java" -> java = in.nextString();
        case "kernels" -> readFingerprints(in, kernels);
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new Inventory(fanfare, java, kernels);
  }

  private static void readFingerprints(JsonReader in, Map<String, String> kernels)
      throws IOException {
    in.beginObject();
    while (in.hasNext()) {
      kernels.put(in.nextName(), in.nextString());
    }
    in.endObject();
  }

  static Pong readPong(JsonReader in) throws IOException {
    @Nullable URI reached = null;
    List<String> obstacles = new ArrayList<>();
    @Nullable Inventory inventory = null;
    boolean answered = false;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "reached" -> reached = InvocationJson.url("reached", in.nextString());
        case "obstacles" -> {
          answered = true;
          ValueJson.readArray(in, MOST_ENDPOINTS, () -> obstacles.add(in.nextString()));
        }
        case "inventory" -> inventory = readInventory(in);
        default -> in.skipValue();
      }
    }
    in.endObject();
    if (!answered) {
      throw new MalformedMessageException("not an answer to a ping", null);
    }
    return new Pong(reached, obstacles, inventory);
  }
}
