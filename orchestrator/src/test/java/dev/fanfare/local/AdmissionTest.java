package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a server waits for those who have shown no credentials. */
@Timeout(60)
final class AdmissionTest {

  private static final String HALF = "POST / HTTP/1.1\r\nHost: x\r\n";
  private static final Answer WELCOME = new Answer(200, Map.of(), new byte[] {'{', '}'});

  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private HttpServer server;
  private Admission admission;

  @AfterEach
  void stop() {
    server.stop(0);
    admission.close();
  }

  private void start(int most, Duration patience) throws IOException {
    admission = new Admission(most, patience);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(admission);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      admission.admit();
      WELCOME.send(exchange);
    });
    server.createContext("/long", exchange -> {
      admission.admit();
      waiting.countDown();
      try {
        mayAnswer.await();
        WELCOME.send(exchange);
      } catch (InterruptedException e) {
        exchange.close();
      }
    });
    server.start();
  }

  @Test
  void a_header_that_does_not_end_ends_the_connection() throws IOException {
    start(100, Duration.ofMillis(100));
    try (Socket silent = send(HALF)) {
      assertThat(ends(silent)).isTrue();
    }
  }

  @Test
  void a_body_that_does_not_come_ends_the_connection() throws IOException {
    start(100, Duration.ofMillis(100));
    try (Socket silent = send(HALF + "Content-Length: 9\r\n\r\n{")) {
      assertThat(ends(silent)).isTrue();
    }
  }

  @Test
  void what_is_admitted_is_waited_for_while_strangers_go() throws Exception {
    start(100, Duration.ofMillis(100));
    try (Socket admitted = send("GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
      waiting.await();
      try (Socket later = send(HALF)) {
        assertThat(ends(later)).isTrue();
      }
      mayAnswer.countDown();

      assertThat(text(admitted)).startsWith("HTTP/1.1 200");
    }
  }

  /** Which of them came first to the server nobody can say. */
  @Test
  void of_too_many_strangers_one_gives_way() throws IOException {
    start(2, Duration.ofDays(1));
    List<Socket> strangers = new ArrayList<>(List.of(send(HALF), send(HALF), send(HALF)));
    Socket gone = firstToEnd(strangers);
    strangers.remove(gone);
    gone.close();

    for (Socket stranger : strangers) {
      stranger.getOutputStream().write(bytes("Connection: close\r\n\r\n"));
      assertThat(text(stranger)).startsWith("HTTP/1.1 200");
      stranger.close();
    }
  }

  private static Socket firstToEnd(List<Socket> sockets) throws IOException {
    while (true) {
      for (Socket socket : sockets) {
        socket.setSoTimeout(10);
        try {
          assertThat(ends(socket)).isTrue();
          return socket;
        } catch (SocketTimeoutException e) {
          socket.setSoTimeout(0);
        }
      }
    }
  }

  /** What was not read when the connection was closed makes the end a reset. */
  private static boolean ends(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private Socket send(String request) throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
    socket.getOutputStream().write(bytes(request));
    return socket;
  }

  private static String text(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
