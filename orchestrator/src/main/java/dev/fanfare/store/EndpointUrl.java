package dev.fanfare.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The URLs of servers that are used in place of AWS, checked before the SDK uses them. */
public final class EndpointUrl {

  // Where the SDK looks besides the shared configuration file (AWS SDKs and Tools Reference Guide,
  // "Service-specific endpoints").
  private static final List<String> VARIABLES =
      List.of("AWS_ENDPOINT_URL_LAMBDA", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
  private static final List<String> PROPERTIES =
      List.of("aws.endpointUrlLambda", "aws.endpointUrlS3", "aws.endpointUrl");

  private EndpointUrl() {}

  /**
   * Parses a URL.
   *
   * @param name what gives it, such as an option or a variable
   * @throws IllegalArgumentException if it is not {@code http://HOST[:PORT]} or {@code https://HOST[:PORT]}
   */
  public static URI parse(String name, String text) {
    try {
      URI url = new URI(text);
      String scheme = url.getScheme();
      if (url.getHost() != null && ("http".equals(scheme) || "https".equals(scheme))) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Refused below, with the rule.
    }
    throw new IllegalArgumentException(
        name + " must be http://HOST[:PORT] or https://HOST[:PORT], got: "
            + (text.isEmpty() ? "''" : text));
  }

  /** Checks a URL that was parsed elsewhere. */
  public static void check(String name, @Nullable URI url) {
    check(name, url == null ? null : url.toString());
  }

  private static void check(String name, @Nullable String text) {
    if (text != null) {
      parse(name, text);
    }
  }

  /** Checks what the environment and the system properties give. */
  public static void checkConfigured() {
    VARIABLES.forEach(variable -> check(variable, System.getenv(variable)));
    PROPERTIES.forEach(property -> check(property, System.getProperty(property)));
  }

  /** Where Lambda is, if the environment or a system property says so. */
  public static Optional<String> ofLambda() {
    return Stream.of(
            System.getProperty("aws.endpointUrlLambda"),
            System.getenv("AWS_ENDPOINT_URL_LAMBDA"),
            System.getProperty("aws.endpointUrl"),
            System.getenv("AWS_ENDPOINT_URL"))
        .filter(Objects::nonNull)
        .findFirst();
  }
}
