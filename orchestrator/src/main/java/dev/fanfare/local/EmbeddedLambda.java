package dev.fanfare.local;

import com.sun.net.httpserver.HttpServer;
import dev.fanfare.store.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.UnaryOperator;

/** Lambda on this machine: one HTTP server with Lambda's API for callers, and the Runtime API and a bucket for workers. Thread-safe. */
final class EmbeddedLambda implements AutoCloseable {

  static {
    // The server reads these once, when its class is loaded. Without the first, each answer
    // waits for the other side's delayed acknowledgement, some 40 ms; the others would close
    // connections that a client's pool still counts on.
    setDefault("sun.net.httpserver.nodelay", "true");
    setDefault("sun.net.httpserver.maxIdleConnections", "100000");
    setDefault("sun.net.httpserver.idleInterval", "3600");
  }

  private final Opened opened = new Opened();
  private final AccessKey key;
  private final Admission threads;
  private final HttpServer server;
  private final Environments environments;
  private final InvokeApi invokeApi;

  /** A server that is up, with the command's function. */
  EmbeddedLambda(AccessKey key, WorkerCommand command, Extension extension) throws IOException {
    this.key = key;
    try {
      threads = new Admission(Admission.MOST_STRANGERS, Admission.PATIENCE);
      opened.add(threads::close);
      server = HttpServer.create(freePort(), /* backlog= */ 1024);
      opened.add(() -> server.stop(/* delay= */ 0));
      String address = "127.0.0.1:" + server.getAddress().getPort();
      UnaryOperator<String> runtimeApi = id -> address + RuntimeApi.PREFIX + id;
      environments = new Environments(command, runtimeApi);
      Functions functions = extension.functions(environments, runtimeApi);
      opened.add(functions::close);
      invokeApi = new InvokeApi(functions);
      server.createContext("/", new LambdaApi(threads, key, functions, invokeApi));
      server.createContext(RuntimeApi.PREFIX, new RuntimeApi(threads, functions));
      server.setExecutor(threads);
      // The server's own thread is a daemon if the thread that starts it is: a caller that forgets
      // to close must still come to its end.
      Undisturbed.run("fanfare-lambda-start", server::start);
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** Any free port of this machine's own address, which other machines cannot reach. */
  static InetSocketAddress freePort() throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers requests to that bucket by presigned URLs. */
  void serve(String bucket, ObjectStore objects) {
    String prefix = "/" + bucket + "/";
    server.createContext(prefix, new BucketApi(threads, key, prefix, objects));
  }

  /** The operation itself, for callers in this process. */
  InvokeApi invokeApi() {
    return invokeApi;
  }

  /** Of the function that is there from the start. */
  Environments environments() {
    return environments;
  }

  /** Kills the workers, then closes the port and every connection. */
  @Override
  public void close() {
    opened.close();
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
