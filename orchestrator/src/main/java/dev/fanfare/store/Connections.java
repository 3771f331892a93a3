package dev.fanfare.store;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;

/** Creates HTTP clients. Stateless. */
public final class Connections {

  private Connections() {}

  /**
   * An HTTP client for a server. Never uses a proxy for a server on this machine, because the proxy
   * would see the requests.
   *
   * @param endpoint endpoint URL; null for AWS
   */
  public static NettyNioAsyncHttpClient.Builder to(@Nullable URI endpoint) {
    LibraryNotices.preventNettys();
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
    return isLoopback(endpoint.getHost());
  }

  private static boolean isLoopback(String host) {
    // Only addresses and 'localhost'; other names would need a network lookup.
    boolean address = host.equals("localhost") || host.matches("[\\d.]+|\\[.*]");
    try {
      return address && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
