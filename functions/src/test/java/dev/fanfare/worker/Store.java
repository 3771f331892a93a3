package dev.fanfare.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A store that takes uploads and answers each with one status. */
final class Store implements AutoCloseable {

  record Upload(String method, String ifNoneMatch, byte[] body) {}

  final List<Upload> uploads = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer server;

  Store(int status) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> take(exchange, status));
    server.start();
  }

  /** A URL with a secret, as presigned ones are. */
  URI url() {
    return URI.create(
        "http://127.0.0.1:" + server.getAddress().getPort() + "/key?X-Amz-Signature=secret");
  }

  private void take(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      uploads.add(new Upload(
          exchange.getRequestMethod(),
          exchange.getRequestHeaders().getFirst("If-None-Match"),
          exchange.getRequestBody().readAllBytes()));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
