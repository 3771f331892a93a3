package dev.fanfare.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The check that a request to the Invoke API was signed with this cloud's access key, by AWS Signature Version 4 in the
 * Authorization header (IAM User Guide, "Create a signed AWS API request"). Immutable.
 */
final class SignatureCheck {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern AUTHORIZATION = Pattern.compile(
      ALGORITHM
          + " Credential=([^/,]+)/(\\d{8}/[^/,]+/lambda/aws4_request), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private final AccessKey key;

  SignatureCheck(AccessKey key) {
    this.key = key;
  }

  /**
   * @throws RefusedException with status 403 unless the signature is good
   */
  void check(HttpExchange request, byte[] body) {
    String header = request.getRequestHeaders().getFirst("Authorization");
    if (header == null) {
      throw refused("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    Matcher authorization = AUTHORIZATION.matcher(header);
    if (!authorization.matches()) {
      throw refused("IncompleteSignatureException", "Authorization is no AWS4-HMAC-SHA256 header");
    }
    if (!key.id().equals(authorization.group(1))) {
      throw refused(
          "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    String timestamp = request.getRequestHeaders().getFirst("X-Amz-Date");
    checkTime(timestamp);
    String scope = authorization.group(2);
    String toSign = String.join(
        "\n",
        ALGORITHM,
        timestamp,
        scope,
        sha256(utf8(canonical(request, authorization.group(3), body))));
    byte[] expected = utf8(HexFormat.of().formatHex(hmac(signingKey(scope), toSign)));
    if (!MessageDigest.isEqual(expected, utf8(authorization.group(4)))) {
      throw refused(
          "InvalidSignatureException",
          "The request signature we calculated does not match the signature you provided.");
    }
  }

  private static void checkTime(@Nullable String timestamp) {
    try {
      Instant signed = TIMESTAMP.parse(String.valueOf(timestamp), Instant::from);
      if (Duration.between(signed, Instant.now()).abs().compareTo(MAX_SKEW) <= 0) {
        return;
      }
    } catch (DateTimeParseException e) {
      // Refused below, as a time that is too far off is.
    }
    throw refused("InvalidSignatureException", "Signature expired: " + timestamp);
  }

  private static String canonical(HttpExchange request, String signedHeaders, byte[] body) {
    List<String> names = List.of(signedHeaders.split(";"));
    if (!names.contains("host") || !names.contains("x-amz-date")) {
      throw refused("InvalidSignatureException", "host and x-amz-date must be signed");
    }
    Headers headers = request.getRequestHeaders();
    String headerLines = names.stream()
        .map(name -> name + ":" + canonicalValue(headers.get(name)) + "\n")
        .collect(Collectors.joining());
    return String.join(
        "\n",
        request.getRequestMethod(),
        canonicalPath(request.getRequestURI().getRawPath()),
        canonicalQuery(request.getRequestURI().getRawQuery()),
        headerLines,
        signedHeaders,
        sha256(body));
  }

  /** All services but S3 sign the path as it is sent, encoded once more. */
  private static String canonicalPath(String rawPath) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : utf8(rawPath)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.~/".indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return encoded.toString();
  }

  private static String canonicalQuery(@Nullable String rawQuery) {
    return rawQuery == null
        ? ""
        : Stream.of(rawQuery.split("&"))
            .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
            .sorted()
            .collect(Collectors.joining("&"));
  }

  private static String canonicalValue(@Nullable List<String> values) {
    return values == null
        ? ""
        : values.stream()
            .map(value -> value.strip().replaceAll(" +", " "))
            .collect(Collectors.joining(","));
  }

  private byte[] signingKey(String scope) {
    byte[] signing = utf8("AWS4" + key.secret());
    for (String part : scope.split("/")) {
      signing = hmac(signing, part);
    }
    return signing;
  }

  private static byte[] hmac(byte[] key, String message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(message));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RefusedException refused(String type, String message) {
    return new RefusedException(Answer.error(403, type, message));
  }
}
