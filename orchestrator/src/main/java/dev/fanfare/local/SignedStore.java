package dev.fanfare.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the embedded S3 and lets nothing through but what this cloud's key has signed, all of it, by Signature Version 4 in
 * a header or in a presigned URL. Nothing of a body is read before.
 *
 * <p>The server proper checks signatures as well, and alone it is not enough: it takes what is not signed at all for an anonymous
 * request, answered from every file that others may read; it obeys headers that a signature does not cover, so that the holder of a
 * URL could copy another object into the URL's; and it reads a body before it knows whose it is. Thread-safe.
 */
final class SignedStore extends Handler.Wrapper {

  private static final Duration MAX_SKEW = Duration.ofMinutes(15);
  private static final Duration LONGEST_URL = Duration.ofDays(7);

  private final AccessKey key;

  SignedStore(Handler store, AccessKey key) {
    super(store);
    this.key = key;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    S3Refusal refusal = refusal(request);
    return refusal == null
        ? super.handle(request, response, callback)
        : refusal.send(request, response, callback);
  }

  /** Why the request is refused; null if it is good. */
  private @Nullable S3Refusal refusal(Request request) {
    Optional<S3Query> query = S3Query.of(request.getHttpURI().getQuery());
    if (query.isEmpty()) {
      return new S3Refusal(400, "InvalidArgument", "a query parameter is no text, or given twice");
    }
    List<String> authorization = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    boolean presigned = query.get().has("X-Amz-Algorithm");
    if (authorization.size() + (presigned ? 1 : 0) != 1) {
      return authorization.isEmpty()
          ? denied("the request is not signed")
          : new S3Refusal(400, "InvalidArgument", "Only one auth mechanism allowed");
    }
    return presigned
        ? presigned(request, query.get())
        : signed(request, query.get(), authorization.get(0));
  }

  private @Nullable S3Refusal signed(Request request, S3Query query, String authorization) {
    Optional<Signature> claim = Signature.ofHeader(authorization, header(request, "x-amz-date"));
    if (claim.isEmpty()) {
      return denied("Authorization is no " + Signature.ALGORITHM + " header");
    }
    return isNow(claim.get())
        ? untrue(claim.get(), request, query, header(request, "x-amz-content-sha256"))
        : new S3Refusal(
            403, "RequestTimeTooSkewed", "the request was not signed within 15 minutes of now");
  }

  private @Nullable S3Refusal presigned(Request request, S3Query query) {
    Optional<Signature> claim = Signature.of(
        query.value("X-Amz-Credential"),
        query.value("X-Amz-Date"),
        query.value("X-Amz-SignedHeaders"),
        query.value("X-Amz-Signature"));
    if (claim.isEmpty() || !query.value("X-Amz-Algorithm").equals(Signature.ALGORITHM)) {
      return denied("the URL is not presigned by " + Signature.ALGORITHM);
    }
    return lasts(claim.get(), query.value("X-Amz-Expires"))
        ? untrue(claim.get(), request, query, "UNSIGNED-PAYLOAD")
        : denied("Request has expired");
  }

  private static boolean isNow(Signature claim) {
    return claim
        .time()
        .filter(signed -> Duration.between(signed, Instant.now()).abs().compareTo(MAX_SKEW) <= 0)
        .isPresent();
  }

  private static boolean lasts(Signature claim, String expires) {
    if (!expires.matches("[0-9]{1,6}") || Long.parseLong(expires) > LONGEST_URL.toSeconds()) {
      return false;
    }
    Instant now = Instant.now();
    return claim
        .time()
        .filter(signed -> signed.isBefore(now.plus(MAX_SKEW))
            && now.isBefore(signed.plusSeconds(Long.parseLong(expires))))
        .isPresent();
  }

  private @Nullable S3Refusal untrue(
      Signature claim, Request request, S3Query query, String payloadHash) {
    if (!claim.keyId().equals(key.id()) || !claim.isFor("s3")) {
      return new S3Refusal(
          403, "InvalidAccessKeyId", "the access key is not this server's, or not for this use");
    }
    List<String> unsigned = unsigned(claim, request);
    if (!unsigned.isEmpty()) {
      return new S3Refusal(
          403,
          "AccessDenied",
          "There were headers present in the request which were not signed",
          Map.of("HeadersNotSigned", String.join(", ", unsigned)));
    }
    boolean good = claim.isBy(
        key,
        request.getMethod(),
        request.getHttpURI().getPath(),
        query.canonical(),
        name -> request.getHeaders().getValuesList(name),
        payloadHash);
    return good
        ? null
        : new S3Refusal(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided");
  }

  /** Those that S3 demands to be signed: they can change what a request does. */
  private static List<String> unsigned(Signature claim, Request request) {
    return request.getHeaders().getFieldNamesCollection().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> name.startsWith("x-amz-") || name.equals("host"))
        .filter(name -> !claim.headers().contains(name))
        .sorted()
        .distinct()
        .toList();
  }

  private static String header(Request request, String name) {
    return String.join(",", request.getHeaders().getValuesList(name));
  }

  private static S3Refusal denied(String why) {
    return new S3Refusal(403, "AccessDenied", why);
  }
}
