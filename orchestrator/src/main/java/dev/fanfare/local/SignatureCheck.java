package dev.fanfare.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The check that a request to Lambda's API was signed with this cloud's access key, by AWS Signature Version 4 in the Authorization
 * header. Immutable.
 */
final class SignatureCheck {

  private static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private final AccessKey key;

  SignatureCheck(AccessKey key) {
    this.key = key;
  }

  /**
   * What the request's header contains, as far as that can be checked without its body: who does not know the key's name, or repeats an
   * old request, has none of it read.
   *
   * @throws LambdaRefusal with status 403 unless it may be true
   */
  Signature claimed(HttpExchange request) {
    Headers headers = request.getRequestHeaders();
    if (headers.getFirst("Authorization") == null) {
      throw refused("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    String timestamp = String.valueOf(headers.getFirst("X-Amz-Date"));
    Signature claim = Signature.ofHeader(headers.getFirst("Authorization"), timestamp)
        .filter(signature -> signature.isFor("lambda"))
        .orElseThrow(() -> refused(
            "IncompleteSignatureException",
            "Authorization is no " + Signature.ALGORITHM + " header"));
    if (!key.id().equals(claim.keyId())) {
      throw refused(
          "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    if (!claim.headers().containsAll(List.of("host", "x-amz-date"))) {
      throw refused("InvalidSignatureException", "host and x-amz-date must be signed");
    }
    if (claim.time().filter(SignatureCheck::isNow).isEmpty()) {
      throw refused("InvalidSignatureException", "Signature expired: " + timestamp);
    }
    return claim;
  }

  private static boolean isNow(Instant signed) {
    return Duration.between(signed, Instant.now()).abs().compareTo(MAX_SKEW) <= 0;
  }

  /**
   * @throws LambdaRefusal with status 403 unless the claim is true of the request and its body
   */
  void check(Signature claim, HttpExchange request, byte[] body) {
    Headers headers = request.getRequestHeaders();
    // All services but S3 sign the path as it is sent, encoded once more.
    boolean good = claim.isBy(
        key,
        request.getRequestMethod(),
        Signature.encoded(request.getRequestURI().getRawPath(), "/"),
        canonicalQuery(request.getRequestURI().getRawQuery()),
        name -> headers.getOrDefault(name, List.of()),
        Signature.sha256(body));
    if (!good) {
      throw refused(
          "InvalidSignatureException",
          "The request signature we calculated does not match the signature you provided.");
    }
  }

  private static String canonicalQuery(@Nullable String rawQuery) {
    return rawQuery == null
        ? ""
        : Stream.of(rawQuery.split("&"))
            .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
            .sorted()
            .collect(Collectors.joining("&"));
  }

  private static LambdaRefusal refused(String type, String message) {
    return new LambdaRefusal(Answer.error(403, type, message));
  }
}
