package dev.fanfare.it;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the system properties {@code fanfare.it.*} say of a server that takes AWS's place.
 *
 * @param endpoint of a server that runs already; empty if none is named
 * @param s3Endpoint where its S3 is elsewhere
 * @param functionEndpoint what functions call it by, where that is another name
 * @param runtime of the functions
 * @param architecture of the functions
 * @param role of the functions; nobody assumes it where policies are not checked
 * @param image of LocalStack, where Testcontainers starts it
 */
record ServerOptions(
    Optional<URI> endpoint,
    Optional<URI> s3Endpoint,
    Optional<URI> functionEndpoint,
    String region,
    String accessKey,
    String secretKey,
    String runtime,
    String architecture,
    String role,
    String image) {

  private static final String PREFIX = "fanfare.it.";

  /**
   * Reads them.
   *
   * @param properties the value of a property, or null
   * @throws IllegalArgumentException if a host is not this machine's, and nobody has allowed that
   */
  static ServerOptions of(UnaryOperator<String> properties) {
    boolean remote = Boolean.parseBoolean(properties.apply(PREFIX + "allowRemote"));
    return new ServerOptions(
        called(properties, "endpoint", remote),
        called(properties, "s3Endpoint", remote),
        // It is the functions that resolve this one, not the suite.
        called(properties, "functionEndpoint", true),
        text(properties, "region", "us-east-1"),
        text(properties, "accessKey", "test"),
        text(properties, "secretKey", "test"),
        text(properties, "runtime", "java25"),
        text(properties, "architecture", ownArchitecture()),
        text(properties, "role", "arn:aws:iam::000000000000:role/fanfare-it"),
        text(properties, "image", "localstack/localstack:4.14.0"));
  }

  private static String text(UnaryOperator<String> properties, String name, String otherwise) {
    String value = properties.apply(PREFIX + name);
    return value == null || value.isBlank() ? otherwise : value;
  }

  private static Optional<URI> called(
      UnaryOperator<String> properties, String name, boolean remote) {
    String value = text(properties, name, "");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    URI uri = URI.create(value);
    if (uri.getHost() == null || !uri.getScheme().matches("https?")) {
      throw new IllegalArgumentException(PREFIX + name + " must be an http URL, got: " + value);
    }
    if (!remote && !isLocal(uri.getHost())) {
      throw new IllegalArgumentException(PREFIX + name
          + " must be on this machine, or -Dfanfare.it.allowRemote=true must allow it, got: "
          + value);
    }
    return Optional.of(uri);
  }

  /** The machine itself, or a container on it. A name that cannot be resolved is not local. */
  private static boolean isLocal(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || address.isSiteLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String ownArchitecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
  }
}
