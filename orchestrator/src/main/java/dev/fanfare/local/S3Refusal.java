package dev.fanfare.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.io.Content;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * An error as S3 answers one (Amazon S3 API Reference, "Error responses").
 *
 * @param status the HTTP status
 * @param code such as {@code AccessDenied}
 * @param message for a reader, without characters that XML has a meaning for
 */
record S3Refusal(int status, String code, String message) {

  /** Answers with it; returns true, as a handler that has done so. */
  boolean send(Request request, Response response, Callback callback) throws IOException {
    Content.Source.consumeAll(request);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
    String error = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
        + "</Code><Message>" + message + "</Message></Error>";
    response.write(true, ByteBuffer.wrap(error.getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }
}
