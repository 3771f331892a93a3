package dev.fanfare.local;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An HTTP answer. Immutable; the body must not be changed.
 *
 * @param status the HTTP status
 * @param headers besides the content's length
 * @param body the content: JSON, unless {@code headers} has a Content-Type
 */
record Answer(int status, Map<String, String> headers, byte[] body) {

  /** A success with that body. */
  static Answer json(int status, JsonObject body) {
    return new Answer(status, Map.of(), body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A success without a body. */
  static Answer empty(int status) {
    return new Answer(status, Map.of(), new byte[0]);
  }

  /** An error as AWS's REST-JSON protocol reports one: its type in a header, its message in the body. */
  static Answer error(int status, String type, String message) {
    return error(status, type, message, Map.of(), new JsonObject());
  }

  static Answer error(
      int status, String type, String message, Map<String, String> headers, JsonObject body) {
    body.addProperty("Type", status < 500 ? "User" : "Service");
    body.addProperty("message", message);
    Map<String, String> all = new HashMap<>(headers);
    all.put("x-amzn-ErrorType", type);
    return new Answer(status, all, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Lambda's answer if there is no environment for a call (Lambda API Reference, "TooManyRequestsException"). */
  static Answer throttled(String reason) {
    JsonObject body = new JsonObject();
    body.addProperty("Reason", reason);
    return error(
        429, "TooManyRequestsException", "Rate Exceeded.", Map.of("Retry-After", "1"), body);
  }

  /**
   * Sends this and ends the exchange. If the request's body was not read, the server reads a little of it and closes the
   * connection. A client that has disconnected is not an error.
   */
  void send(HttpExchange exchange) {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      headers.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      // Else the answer waits, at some JDKs, until the request's body has been read.
      exchange.getResponseBody().flush();
    } catch (IOException e) {
      // The client has disconnected.
    }
  }
}
