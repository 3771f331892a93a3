package dev.fanfare.local;

import dev.fanfare.store.UrlSigner;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Signs URLs for the objects of a bucket of the embedded S3, as the AWS SDK's presigner does (Amazon S3 API Reference,
 * "Authenticating Requests: Using Query Parameters"). The SDK's own costs a short run more than its dispatch. Immutable, thread-safe.
 *
 * @param server address of a server that takes its URLs
 * @param bucket the objects' bucket
 * @param key signs
 * @param urlsLast how long a URL is valid, in whole seconds
 */
record Presigner(URI server, String bucket, AccessKey key, Duration urlsLast) implements UrlSigner {

  /** By Signature Version 4. */
  private static final Duration LONGEST = Duration.ofDays(7);

  private static final List<String> GET_HEADERS = List.of("host");
  private static final List<String> PUT_HEADERS = List.of("host", "if-none-match");

  Presigner {
    if (urlsLast.toSeconds() < 1 || urlsLast.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("urlsLast must be from 1 s to 7 days, got: " + urlsLast);
    }
  }

  @Override
  public URI putUrl(String name) {
    return url("PUT", name, PUT_HEADERS);
  }

  @Override
  public URI getUrl(String name) {
    return url("GET", name, GET_HEADERS);
  }

  private URI url(String method, String name, List<String> headers) {
    Signature unsigned = Signature.unsigned(key, Instant.now(), headers);
    String path = "/" + bucket + "/" + Signature.encoded(name, "/");
    String query = query(unsigned);
    String hex = unsigned.made(key, method, path, query, this::values, "UNSIGNED-PAYLOAD");
    return server.resolve(path + "?" + query + "&X-Amz-Signature=" + hex);
  }

  private String query(Signature unsigned) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("X-Amz-Algorithm", Signature.ALGORITHM);
    parameters.put("X-Amz-Credential", unsigned.keyId() + "/" + unsigned.scope());
    parameters.put("X-Amz-Date", unsigned.timestamp());
    parameters.put("X-Amz-Expires", Long.toString(urlsLast.toSeconds()));
    parameters.put("X-Amz-SignedHeaders", String.join(";", unsigned.headers()));
    return new S3Query(parameters).canonical();
  }

  private List<String> values(String header) {
    return List.of(header.equals("host") ? server.getRawAuthority() : "*");
  }

  /** Omits the key. */
  @Override
  public String toString() {
    return "Presigner[" + bucket + "]";
  }
}
