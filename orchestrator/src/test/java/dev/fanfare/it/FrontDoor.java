package dev.fanfare.it;

import dev.fanfare.worker.DaemonThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One address for an embedded cloud, which functions cannot reach: as with a server that runs them in
 * containers, where 127.0.0.1 is another machine. A function is known by Java's own HTTP client; the
 * command line uses the SDK's.
 */
final class FrontDoor implements AutoCloseable {

  private static final int MOST_HEAD_BYTES = 64 * 1024;

  private final ServerSocket server;
  private final URI lambda;
  private final URI s3;
  private final DaemonThreads threads = DaemonThreads.named("front-door");
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  FrontDoor(URI lambda, URI s3) throws IOException {
    this.lambda = lambda;
    this.s3 = s3;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.newThread(this::accept).start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        open.add(client);
        threads.newThread(() -> serve(client)).start();
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      byte[] head = head(client.getInputStream());
      String text = new String(head, StandardCharsets.ISO_8859_1);
      if (text.contains("User-Agent: Java/")) {
        return;
      }
      // A path of Lambda's begins with the date of its API.
      URI to = text.matches("(?s)[A-Z]+ /20\\d\\d-.*") ? lambda : s3;
      try (Socket service = new Socket(to.getHost(), to.getPort())) {
        open.add(service);
        service.getOutputStream().write(once(text).getBytes(StandardCharsets.ISO_8859_1));
        threads.newThread(() -> copy(client, service)).start();
        service.getInputStream().transferTo(client.getOutputStream());
      }
    } catch (IOException e) {
      // One side has hung up.
    }
  }

  // A connection is not used again: the next request may be for the other service.
  private static String once(String head) {
    return head.replaceFirst("(?i)\r\nconnection: [^\r]*", "")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (head.size() < MOST_HEAD_BYTES
        && !head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toByteArray();
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One side has hung up.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
