package dev.fanfare.local;

import com.sun.net.httpserver.HttpServer;
import dev.fanfare.worker.DaemonThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** Lambda on this machine: one HTTP server with Lambda's API for callers and the Runtime API for workers. Thread-safe. */
final class EmbeddedLambda implements AutoCloseable {

  static {
    // The server reads these once, when its class is loaded. Without the first, each answer
    // waits for the other side's delayed acknowledgement, some 40 ms; the others would close
    // connections that a client's pool still counts on.
    setDefault("sun.net.httpserver.nodelay", "true");
    setDefault("sun.net.httpserver.maxIdleConnections", "100000");
    setDefault("sun.net.httpserver.idleInterval", "3600");
  }

  private final HttpServer server;
  private final Admission threads;
  private final Functions functions;
  private final Environments environments;

  /** A server that is up, with the command's function. */
  EmbeddedLambda(AccessKey key, WorkerCommand command, FaultPlan plan) throws IOException {
    server = HttpServer.create(
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), /* backlog= */ 1024);
    threads = new Admission(Admission.MOST_STRANGERS, Admission.PATIENCE);
    String address = "127.0.0.1:" + server.getAddress().getPort();
    functions = new Functions(
        command.folder().resolve("functions"), plan, id -> address + RuntimeApi.PREFIX + id);
    environments = functions.add(command).environments();
    server.createContext("/", new LambdaApi(threads, key, functions, plan));
    server.createContext(RuntimeApi.PREFIX, new RuntimeApi(threads, functions));
    server.setExecutor(threads);
    startAsDaemon(server);
  }

  // The server's own thread is a daemon if the thread that starts it is: a caller that forgets to
  // close must still come to its end.
  private static void startAsDaemon(HttpServer server) throws IOException {
    try {
      Thread starter = DaemonThreads.named("fanfare-lambda-start").newThread(server::start);
      starter.start();
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the server started");
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Of the function that is there from the start. */
  Environments environments() {
    return environments;
  }

  /** Kills the workers, then closes the port and every connection. */
  @Override
  public void close() {
    functions.close();
    server.stop(/* delay= */ 0);
    threads.close();
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
