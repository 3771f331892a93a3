package dev.fanfare.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;

/** A server that accepts and discards uploads, for a {@link Training}. Thread-safe. */
record UploadSink(HttpServer server) implements AutoCloseable {

  /** Starts a sink. */
  static UploadSink open() throws IOException {
    HttpServer server = HttpServer.create(EmbeddedLambda.freePort(), /* backlog= */ 0);
    server.createContext("/", UploadSink::accept);
    Undisturbed.run("fanfare-sink-start", server::start);
    return new UploadSink(server);
  }

  private static void accept(HttpExchange upload) throws IOException {
    try (upload) {
      upload.getRequestBody().transferTo(OutputStream.nullOutputStream());
      upload.sendResponseHeaders(200, /* responseLength= */ -1);
    }
  }

  /** The URL to upload to. */
  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/result");
  }

  @Override
  public void close() {
    server.stop(/* delay= */ 0);
  }
}
