package dev.fanfare.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** A server that describes one worker function, as Lambda does, and knows nothing else. The SDK finds it until it is closed. */
public final class DescribedFunction implements AutoCloseable {

  /** What Lambda says of a function on instances. */
  public static final String ON_INSTANCES =
      ",\"CapacityProviderConfig\":{\"LambdaManagedInstancesCapacityProviderConfig\":{\"CapacityProviderArn\":"
          + "\"arn:aws:lambda:us-east-1:123456789012:capacity-provider:fanfare\"}}";

  private final HttpServer server;
  private final Map<String, String> properties;

  /**
   * Describes the function {@code worker}.
   *
   * @param more members of the description, each after a comma
   */
  public DescribedFunction(int timeoutSeconds, String more) throws IOException {
    String description = describe(timeoutSeconds, more);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, description));
    server.start();
    properties = new HashMap<>(Map.of(
        "aws.region", "us-east-1", "aws.accessKeyId", "test", "aws.secretAccessKey", "test"));
    properties.put(
        "aws.endpointUrlLambda", "http://127.0.0.1:" + server.getAddress().getPort());
    properties.forEach(System::setProperty);
  }

  /** What Lambda says of such a function, as JSON. */
  public static String describe(int timeoutSeconds, String more) {
    return "{\"FunctionName\":\"worker\",\"Handler\":\"dev.fanfare.worker.WorkerHandler\",\"MemorySize\":2048,"
        + "\"Architectures\":[\"arm64\"],\"Environment\":{\"Variables\":{\"FANFARE_BUCKET\":\"fanfare\"}},"
        + "\"Timeout\":" + timeoutSeconds + more + "}";
  }

  private static void answer(HttpExchange exchange, String description) throws IOException {
    boolean known = exchange.getRequestURI().getPath().endsWith("/worker/configuration");
    byte[] body = (known ? description : "{}").getBytes(UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(known ? 200 : 404, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    properties.keySet().forEach(System::clearProperty);
    server.stop(0);
  }
}
