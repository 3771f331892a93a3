package dev.fanfare.worker;

import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds out which endpoints this function can reach. Servers that imitate AWS run functions in
 * containers, where 127.0.0.1 is the container itself. Stateless.
 */
final class Reach {

  private static final int PATIENCE_MILLIS = 2_000;
  private static final int MOST_BYTES = 4_096;

  /** What S3 answers to a request for the list of buckets. */
  private static final Pattern S3 = Pattern.compile("<Error>|ListAllMyBucketsResult");

  private Reach() {}

  /**
   * The first endpoint that answers as S3 does, or else the first one that answers at all: what the
   * server has set for this function, then those of the ping.
   */
  static Pong of(Ping ping, Map<String, String> environment) {
    List<String> obstacles = new ArrayList<>();
    List<URI> others = new ArrayList<>();
    for (URI endpoint : candidates(ping, environment)) {
      try {
        if (isStore(endpoint)) {
          return new Pong(endpoint, obstacles);
        }
        others.add(endpoint);
      } catch (IOException | IllegalArgumentException e) {
        obstacles.add(endpoint + ": " + reason(e));
      }
    }
    return new Pong(others.isEmpty() ? null : others.get(0), obstacles);
  }

  private static Set<URI> candidates(Ping ping, Map<String, String> environment) {
    Set<URI> candidates = new LinkedHashSet<>();
    Stream.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
        .map(environment::get)
        .filter(endpoint -> endpoint != null && endpoint.matches("https?://[^/\\s]+/?"))
        .map(URI::create)
        .forEach(candidates::add);
    candidates.addAll(ping.endpoints());
    return candidates;
  }

  // A proxy or another server may listen at the same port of another address.
  private static boolean isStore(URI endpoint) throws IOException {
    HttpURLConnection get = (HttpURLConnection) endpoint.toURL().openConnection();
    get.setInstanceFollowRedirects(false);
    get.setConnectTimeout(PATIENCE_MILLIS);
    get.setReadTimeout(PATIENCE_MILLIS);
    try {
      if (get.getResponseCode() < 0) {
        throw new IOException("no HTTP answer");
      }
      return get.getHeaderField("x-amz-request-id") != null
          || S3.matcher(body(get)).find();
    } finally {
      get.disconnect();
    }
  }

  private static String body(HttpURLConnection get) throws IOException {
    try (InputStream in =
        get.getResponseCode() < 400 ? get.getInputStream() : get.getErrorStream()) {
      return in == null ? "" : new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static String reason(Exception e) {
    return e instanceof UnknownHostException ? "unknown host" : String.valueOf(e.getMessage());
  }
}
