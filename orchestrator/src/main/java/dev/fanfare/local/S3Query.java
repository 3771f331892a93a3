package dev.fanfare.local;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request to S3, each once: of two with one name, one could be signed and the other be obeyed. Immutable.
 *
 * @param parameters decoded, by their names
 */
record S3Query(Map<String, String> parameters) {

  private static final String SIGNATURE = "X-Amz-Signature";

  /** Parses a query, which may be null; empty if it cannot be decoded or has a name twice. */
  static Optional<S3Query> of(@Nullable String raw) {
    Map<String, String> parameters = new TreeMap<>();
    try {
      for (String parameter : raw == null ? new String[0] : raw.split("&")) {
        int equals = parameter.indexOf('=');
        String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
        String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
        if (parameters.put(name, value) != null) {
          return Optional.empty();
        }
      }
      return Optional.of(new S3Query(parameters));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  boolean has(String name) {
    return parameters.containsKey(name);
  }

  /** A parameter's value; empty if there is none. */
  String value(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The part that is signed: all but the signature. */
  String canonical() {
    return parameters.entrySet().stream()
        .filter(parameter -> !parameter.getKey().equals(SIGNATURE))
        .map(parameter -> Signature.encoded(parameter.getKey(), "")
            + "="
            + Signature.encoded(parameter.getValue(), ""))
        .sorted()
        .collect(Collectors.joining("&"));
  }
}
