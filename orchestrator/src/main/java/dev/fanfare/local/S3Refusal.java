package dev.fanfare.local;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * An error as S3 answers one (Amazon S3 API Reference, "Error responses").
 *
 * @param status the HTTP status
 * @param code such as {@code AccessDenied}
 * @param message for a reader
 * @param details further elements by their names
 */
record S3Refusal(int status, String code, String message, Map<String, String> details) {

  S3Refusal(int status, String code, String message) {
    this(status, code, message, Map.of());
  }

  /** Answers with it, and waits for no more of the request's body; returns true, as a handler that has done so. */
  boolean send(Request request, Response response, Callback callback) {
    boolean whole = request.consumeAvailable();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
    if (!whole) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(true, ByteBuffer.wrap(xml()), callback);
    return true;
  }

  /** The same for the JDK's server. */
  Answer answer() {
    return new Answer(status, Map.of("Content-Type", "application/xml"), xml());
  }

  private byte[] xml() {
    StringBuilder error = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error>");
    append(error, "Code", code);
    append(error, "Message", message);
    details.forEach((name, value) -> append(error, name, value));
    return error.append("</Error>").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(StringBuilder xml, String name, String value) {
    xml.append('<').append(name).append('>');
    xml.append(value.replace("&", "&amp;").replace("<", "&lt;"));
    xml.append("</").append(name).append('>');
  }
}
