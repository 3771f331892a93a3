package dev.fanfare.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Inventory;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a function can reach. */
final class ReachTest {

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    // As S3 answers a request without a signature.
    server.createContext("/", exchange -> {
      byte[] body =
          "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>".getBytes(UTF_8);
      exchange.sendResponseHeaders(403, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI there() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static URI nowhere() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + closed.getLocalPort());
    }
  }

  @Test
  void the_first_endpoint_that_answers_as_s3_does_is_reached() throws IOException {
    URI nowhere = nowhere();

    Pong pong = Reach.of(Ping.ofEndpoints(List.of(nowhere, there())), Map.of());

    assertThat(pong.reached()).isEqualTo(there());
    assertThat(pong.obstacles()).singleElement().asString().startsWith(nowhere + ": ");
  }

  @Test
  void the_bucket_is_asked_for_because_some_servers_answer_as_s3_only_there() {
    server.removeContext("/");
    server.createContext("/results", exchange -> {
      byte[] body = "<ListBucketResult/>".getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });

    Map<String, String> environment = Map.of("FANFARE_BUCKET", "results");
    assertThat(Reach.of(Ping.ofEndpoints(List.of(there())), environment).reached())
        .isEqualTo(there());
  }

  @Test
  void a_server_that_is_no_store_is_not_reached() throws IOException {
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext("/", exchange -> {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
    });
    proxy.start();
    URI other = URI.create("http://127.0.0.1:" + proxy.getAddress().getPort());
    try {
      assertThat(Reach.of(Ping.ofEndpoints(List.of(other, there())), Map.of()).reached())
          .isEqualTo(there());
      assertThat(Reach.of(Ping.ofEndpoints(List.of(other)), Map.of()))
          .isEqualTo(new Pong(null, List.of(other + ": not S3: it answered 404")));
    } finally {
      proxy.stop(0);
    }
  }

  @Test
  void the_functions_own_endpoint_is_tried_first() throws IOException {
    Pong pong = Reach.of(
        Ping.ofEndpoints(List.of(nowhere())), Map.of("AWS_ENDPOINT_URL", there().toString()));

    assertThat(pong).isEqualTo(new Pong(there(), List.of()));
  }

  @Test
  void what_is_no_endpoint_in_the_environment_is_not_tried() {
    Pong pong = Reach.of(
        Ping.ofEndpoints(List.of(there())),
        Map.of("AWS_ENDPOINT_URL", "localhost", "AWS_ENDPOINT_URL_S3", "file:///etc/passwd"));

    assertThat(pong).isEqualTo(new Pong(there(), List.of()));
  }

  @Test
  void where_nothing_answers_each_obstacle_is_named() throws IOException {
    URI nowhere = nowhere();
    URI unknown = URI.create("http://no-such-host.invalid:4566");

    Pong pong = Reach.of(Ping.ofEndpoints(List.of(nowhere, unknown)), Map.of());

    assertThat(pong.reached()).isNull();
    assertThat(pong.obstacles()).hasSize(2).last().isEqualTo(unknown + ": unknown host");
  }

  @Test
  void question_and_answer_travel_as_json() throws IOException {
    Ping ping = Ping.ofEndpoints(List.of(there(), nowhere()));
    Pong reached = new Pong(there(), List.of("a: b"));
    Pong none = new Pong(null, List.of("a: b", "c: d"));

    assertThat(Codec.readPayload(new ByteArrayInputStream(Codec.write(ping)))).isEqualTo(ping);
    assertThat(Codec.readPong(new ByteArrayInputStream(Codec.write(reached)))).isEqualTo(reached);
    assertThat(Codec.readPong(new ByteArrayInputStream(Codec.write(none)))).isEqualTo(none);
  }

  @Test
  void the_answer_on_kernels_is_read_as_it_was_written() {
    Ping ping = Ping.ofKernels(List.of("a.B::c"));
    Pong pong = Pong.of(new Inventory("0.1.0", "25", Map.of("a.B::c", "version 2")));

    assertThat(Codec.readPayload(new ByteArrayInputStream(Codec.write(ping)))).isEqualTo(ping);
    assertThat(Codec.readPong(new ByteArrayInputStream(Codec.write(pong)))).isEqualTo(pong);
  }
}
