package dev.fanfare.backend;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a function reaches a store on this machine. Servers that imitate AWS run functions in
 * containers, for which 127.0.0.1 is another machine. Stateless.
 */
final class FunctionEndpoint {

  /** This machine, as containers see it: by Docker's name for it, and its default bridge. */
  private static final List<String> HOSTS = List.of("host.docker.internal", "172.17.0.1");

  /** Names of the servers themselves, in the networks of the functions that they start. */
  private static final List<String> SERVERS =
      List.of("http://localhost.localstack.cloud:4566", "http://localhost.floci.io:4566");

  private FunctionEndpoint() {}

  static boolean isLoopback(URI endpoint) {
    String host =
        String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (!host.matches("[0-9.]+|\\[.*]")) {
      return host.equals("localhost") || host.endsWith(".localhost");
    }
    try {
      // A literal: no name is looked up.
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || address.isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Asks the function, in one invocation that runs nothing.
   *
   * @return the endpoint; empty if the function gives no answer, which its first batch will explain
   * @throws BackendUnavailableException if it answers that it reaches none, or Lambda refuses to invoke it
   */
  static Optional<URI> ask(FunctionPing function, URI endpoint) {
    Optional<Pong> answer = function.send(Ping.ofEndpoints(List.copyOf(candidates(endpoint))));
    return answer.map(pong -> {
      if (pong.reached() == null) {
        throw new BackendUnavailableException(
            "function " + function.function().name() + " cannot reach the store at " + endpoint
                + "; set the address with --function-endpoint-url http://HOST" + port(endpoint)
                + " (in Java: LambdaTarget.withEndpoints); nothing has run. It tried:\n  "
                + String.join("\n  ", pong.obstacles()),
            null);
      }
      return pong.reached();
    });
  }

  private static Set<URI> candidates(URI endpoint) {
    Set<URI> candidates = new LinkedHashSet<>(List.of(endpoint));
    for (String host : HOSTS) {
      candidates.add(URI.create(endpoint.getScheme() + "://" + host + port(endpoint)));
    }
    SERVERS.forEach(server -> candidates.add(URI.create(server)));
    return candidates;
  }

  private static String port(URI endpoint) {
    return endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
  }
}
