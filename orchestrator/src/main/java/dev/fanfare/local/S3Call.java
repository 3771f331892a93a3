package dev.fanfare.local;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request to S3 without its body. Immutable.
 *
 * @param method in capitals, unless it was sent otherwise
 * @param path as it was sent
 * @param query as it was sent; null if there is none
 * @param headers their values in the order in which they were sent, by names in lower case
 */
record S3Call(
    String method, String path, @Nullable String query, Map<String, List<String>> headers) {

  static S3Call of(Request request) {
    Map<String, List<String>> headers = new TreeMap<>();
    request
        .getHeaders()
        .getFieldNamesCollection()
        .forEach(name ->
            headers.put(name.toLowerCase(Locale.ROOT), request.getHeaders().getValuesList(name)));
    return new S3Call(
        request.getMethod(),
        request.getHttpURI().getPath(),
        request.getHttpURI().getQuery(),
        headers);
  }

  static S3Call of(HttpExchange exchange) {
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new S3Call(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        exchange.getRequestURI().getRawQuery(),
        headers);
  }

  /** The values of the header with that name in lower case. */
  List<String> values(String header) {
    return headers.getOrDefault(header, List.of());
  }

  /** All values of that header as one. */
  String value(String header) {
    return String.join(",", values(header));
  }
}
