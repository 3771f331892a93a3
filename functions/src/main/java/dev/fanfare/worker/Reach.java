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

  /** What S3 answers to a request without a signature; emulators list the objects or buckets. */
  private static final Pattern S3 =
      Pattern.compile("<Error>|ListBucketResult|ListAllMyBucketsResult");

  private Reach() {}

  /**
   * The first endpoint that answers as S3 does: what the server has set for this function, then those
   * of the ping.
   */
  static Pong of(Ping ping, Map<String, String> environment) {
    String bucket = environment.getOrDefault("FANFARE_BUCKET", "");
    List<String> obstacles = new ArrayList<>();
    for (URI endpoint : candidates(ping, environment)) {
      try {
        requireStore(URI.create(endpoint.toString().replaceFirst("/$", "") + "/" + bucket));
        return new Pong(endpoint, obstacles);
      } catch (IOException | IllegalArgumentException e) {
        obstacles.add(endpoint + ": " + reason(e));
      }
    }
    return new Pong(null, obstacles);
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
  private static void requireStore(URI bucket) throws IOException {
    HttpURLConnection get = (HttpURLConnection) bucket.toURL().openConnection();
    get.setInstanceFollowRedirects(false);
    get.setConnectTimeout(PATIENCE_MILLIS);
    get.setReadTimeout(PATIENCE_MILLIS);
    try {
      int status = get.getResponseCode();
      boolean store = get.getHeaderField("x-amz-request-id") != null
          || S3.matcher(body(get)).find();
      if (!store) {
        throw new IOException(status < 0 ? "no HTTP answer" : "not S3: it answered " + status);
      }
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
