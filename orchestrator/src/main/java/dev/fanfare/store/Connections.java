package dev.fanfare.store;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;

/** How servers are connected to. Stateless. */
public final class Connections {

  private Connections() {}

  /**
   * What makes connections to a server. One on this machine is never reached through a proxy, which would see what is sent to it.
   *
   * @param endpoint the server; null: AWS's own
   */
  public static NettyNioAsyncHttpClient.Builder to(@Nullable URI endpoint) {
    NettyNioAsyncHttpClient.Builder connections = NettyNioAsyncHttpClient.builder();
    return isHere(endpoint) ? connections.proxyConfiguration(none()) : connections;
  }

  private static ProxyConfiguration none() {
    return ProxyConfiguration.builder()
        .useSystemPropertyValues(false)
        .useEnvironmentVariableValues(false)
        .build();
  }

  private static boolean isHere(@Nullable URI endpoint) {
    if (endpoint == null || endpoint.getHost() == null) {
      return false;
    }
    String host = endpoint.getHost();
    // Only what is an address, or the one name that always is one: others would be asked for in the
    // network.
    boolean address = host.equals("localhost") || host.matches("[\\d.]+|\\[.*]");
    try {
      return address && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
