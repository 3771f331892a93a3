package dev.fanfare.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

/** Explains a failed request in a line or two; the SDK's own messages can fill a screen. Stateless. */
public final class SdkFailure {

  /** Characters of a body that is no answer of AWS's. */
  private static final int BODY = 200;

  private SdkFailure() {}

  /** Why there are no credentials, and what to do. */
  public static String withoutCredentials() {
    return AwsProfile.chosen().withoutCredentials().advice();
  }

  /** Why there is no region, and what to do. */
  public static String withoutRegion() {
    return AwsProfile.chosen().withoutRegion().advice();
  }

  /**
   * What went wrong and, if the server cannot be reached, what to do.
   *
   * @param server the name of the server, if it is AWS's
   * @param client the configuration of the client that made the request
   * @param ours whether the endpoint was set by Fanfare, and not by the user
   */
  public static String text(
      Throwable error, String server, AwsServiceClientConfiguration client, boolean ours) {
    Optional<Diagnosis> known = Diagnosis.of(error);
    if (known.isPresent()) {
      return known.get().advice();
    }
    String why = obstacle(error);
    if (error instanceof AwsServiceException answer) {
      return said(answer);
    }
    if (why == null) {
      return firstLine(error);
    }
    Optional<URI> endpoint = client.endpointOverride();
    return "cannot reach " + endpoint.map(URI::toString).orElse(server) + ": " + why
        + (endpoint.isEmpty() || ours
            ? ""
            : "\nStart the server, or correct AWS_ENDPOINT_URL; without it, requests go to AWS.");
  }

  /** What the service answered, in a line; a well-known reason with what to do about it. */
  public static String answer(AwsServiceException error) {
    return Diagnosis.of(error).map(Diagnosis::advice).orElseGet(() -> said(error));
  }

  /**
   * What the service answered, in a line. An answer without an error code may come from a proxy or a
   * server that lacks the operation; then this is its status and the beginning of its body.
   */
  static String said(AwsServiceException error) {
    AwsErrorDetails details = error.awsErrorDetails();
    if (details != null && details.errorCode() != null) {
      return told(details, error.statusCode());
    }
    SdkBytes body = details == null ? null : details.rawResponse();
    // A page may have any encoding; what is no UTF-8 is replaced.
    String text = body == null ? "" : beginning(new String(body.asByteArray(), UTF_8));
    return "HTTP status " + error.statusCode() + (text.isEmpty() ? "" : ": " + text);
  }

  // Without the SDK's counts and ids, which no reader can act on.
  private static String told(AwsErrorDetails details, int status) {
    String message = details.errorMessage();
    return message == null || message.isBlank() || message.equals("null")
        ? details.errorCode() + " (HTTP status " + status + ")"
        : beginning(message) + " (" + details.errorCode() + ")";
  }

  /** The first words of a text, in a line. */
  public static String beginning(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > BODY ? line.substring(0, BODY) + "..." : line;
  }

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }

  /** Why there is no connection; null if there was one. */
  private static @Nullable String obstacle(Throwable error) {
    String why = null;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        why = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      } else if (cause instanceof UnknownHostException) {
        why = "unknown host " + cause.getMessage();
      } else if (cause.getClass().getSimpleName().endsWith("TimeoutException")) {
        // The JDK's, Netty's, and the SDK's of a whole call.
        why = "timed out";
      }
    }
    return why;
  }
}
