package dev.fanfare.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A store that takes requests, answers each with one status after another, and gives what was put into it. */
final class Store implements AutoCloseable {

  record Request(String method, String ifNoneMatch, byte[] body) {}

  final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  volatile byte[] input = {};
  private final Deque<Integer> statuses = new ConcurrentLinkedDeque<>();
  private final HttpServer server;

  /** A store whose last status is that of all further answers; a negative one breaks the connection. */
  Store(Integer... statuses) throws IOException {
    this.statuses.addAll(List.of(statuses));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** A URL with a secret, as presigned ones are. */
  URI url() {
    return URI.create(
        "http://127.0.0.1:" + server.getAddress().getPort() + "/key?X-Amz-Signature=secret");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String method = exchange.getRequestMethod();
      requests.add(
          new Request(method, exchange.getRequestHeaders().getFirst("If-None-Match"), body));
      int status = statuses.size() > 1 ? statuses.remove() : statuses.element();
      if (status < 0) {
        throw new IOException("the connection breaks");
      }
      boolean gives = method.equals("GET") && status == 200;
      String range = exchange.getRequestHeaders().getFirst("Range");
      byte[] given = range == null ? input : part(range);
      exchange.sendResponseHeaders(
          gives && range != null ? 206 : status, gives ? given.length : -1);
      if (gives) {
        exchange.getResponseBody().write(given);
      }
    }
  }

  private byte[] part(String range) {
    String[] ends = range.substring("bytes=".length()).split("-");
    int end = Math.min(input.length, Integer.parseInt(ends[1]) + 1);
    return Arrays.copyOfRange(input, Math.min(end, Integer.parseInt(ends[0])), end);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
