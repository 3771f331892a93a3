package dev.fanfare.local;

import dev.fanfare.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a request says of its signature, by AWS Signature Version 4, and whether that is true (IAM User Guide, "Create a signed AWS
 * API request"). Immutable.
 *
 * @param keyId of the key that signed
 * @param scope date, region and service that the signature is good for
 * @param timestamp when it was signed
 * @param headers names of the headers that are signed, in lower case
 * @param hex the signature proper
 */
record Signature(String keyId, String scope, String timestamp, List<String> headers, String hex) {

  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private static final Pattern AUTHORIZATION = Pattern.compile(
      ALGORITHM + " Credential=([^, ]+), *SignedHeaders=([^, ]+), *Signature=([^, ]+)");
  private static final Pattern CREDENTIAL =
      Pattern.compile("([^/]+)/(\\d{8}/[^/]+/[a-z0-9]+/aws4_request)");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Parses an Authorization header; empty if it has another form.
   *
   * @param timestamp the header X-Amz-Date
   */
  static Optional<Signature> ofHeader(String authorization, String timestamp) {
    Matcher parts = AUTHORIZATION.matcher(authorization);
    return parts.matches()
        ? of(parts.group(1), timestamp, parts.group(2), parts.group(3))
        : Optional.empty();
  }

  /** The signature with these parts; empty if the credential is malformed. */
  static Optional<Signature> of(
      String credential, String timestamp, String signedHeaders, String hex) {
    Matcher parts = CREDENTIAL.matcher(credential);
    return parts.matches()
        ? Optional.of(new Signature(
            parts.group(1), parts.group(2), timestamp, List.of(signedHeaders.split(";")), hex))
        : Optional.empty();
  }

  /** What is to be signed by that key for the embedded S3; the signature itself is empty. */
  static Signature unsigned(AccessKey key, Instant now, List<String> headers) {
    String timestamp = TIMESTAMP.format(now);
    String scope = timestamp.substring(0, 8) + "/" + FunctionConfig.REGION + "/s3/aws4_request";
    return new Signature(key.id(), scope, timestamp, headers, "");
  }

  /** Whether it is valid for that service and for the day of its time. */
  boolean isFor(String service) {
    return scope.endsWith("/" + service + "/aws4_request")
        && timestamp.startsWith(scope.substring(0, 8));
  }

  /** When the request was signed; empty if the time is malformed. */
  Optional<Instant> time() {
    try {
      return Optional.of(TIMESTAMP.parse(timestamp, Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whether that key made it, over that request; see {@link #made}. */
  boolean isBy(
      AccessKey key,
      String method,
      String path,
      String query,
      Function<String, List<String>> values,
      String payloadHash) {
    String expected = made(key, method, path, query, values, payloadHash);
    return MessageDigest.isEqual(utf8(expected), utf8(hex));
  }

  /**
   * What that key makes of that request, with this time, scope and list of headers.
   *
   * @param path in its canonical form
   * @param query likewise
   * @param values of the header of that name, in the order in which they were sent
   * @param payloadHash SHA-256 of the body, or what stands in its place
   */
  String made(
      AccessKey key,
      String method,
      String path,
      String query,
      Function<String, List<String>> values,
      String payloadHash) {
    String headerLines = headers.stream()
        .map(name -> name + ":" + canonical(values.apply(name)) + "\n")
        .collect(Collectors.joining());
    String request =
        String.join("\n", method, path, query, headerLines, String.join(";", headers), payloadHash);
    String toSign = String.join("\n", ALGORITHM, timestamp, scope, sha256(utf8(request)));
    return HexFormat.of().formatHex(hmac(signingKey(key), toSign));
  }

  private static String canonical(List<String> values) {
    return values.stream()
        .map(value -> value.strip().replaceAll(" +", " "))
        .collect(Collectors.joining(","));
  }

  /** Everything but letters, digits and -_.~ as the hexadecimal digits of its UTF-8, but for the characters that are kept. */
  static String encoded(String text, String kept) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : utf8(text)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || ("-_.~" + kept).indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return encoded.toString();
  }

  /** In lower-case hexadecimal digits. */
  static String sha256(byte[] content) {
    return Sha256.hex(content);
  }

  private byte[] signingKey(AccessKey key) {
    byte[] signing = utf8("AWS4" + key.secret());
    for (String part : scope.split("/", -1)) {
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

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
