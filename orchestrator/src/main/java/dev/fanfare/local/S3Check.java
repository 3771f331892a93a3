package dev.fanfare.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The check that a request to S3 was signed with this cloud's access key, all of it, by AWS Signature Version 4 in a header or in a
 * presigned URL. Needs nothing of the body. Immutable.
 *
 * @param key what every request must be signed with
 */
record S3Check(AccessKey key) {

  private static final Duration MAX_SKEW = Duration.ofMinutes(15);
  private static final Duration LONGEST_URL = Duration.ofDays(7);

  /** Why the request is refused; null if it is good. */
  @Nullable
  S3Refusal refusal(S3Call call) {
    Optional<S3Query> query = S3Query.of(call.query());
    if (query.isEmpty()) {
      return new S3Refusal(400, "InvalidArgument", "a query parameter is no text, or given twice");
    }
    List<String> authorization = call.values("authorization");
    boolean presigned = query.get().has("X-Amz-Algorithm");
    if (authorization.size() + (presigned ? 1 : 0) != 1) {
      return authorization.isEmpty()
          ? denied("the request is not signed")
          : new S3Refusal(400, "InvalidArgument", "Only one auth mechanism allowed");
    }
    return presigned
        ? presigned(call, query.get())
        : signed(call, query.get(), authorization.get(0));
  }

  private @Nullable S3Refusal signed(S3Call call, S3Query query, String authorization) {
    Optional<Signature> claim = Signature.ofHeader(authorization, call.value("x-amz-date"));
    if (claim.isEmpty()) {
      return denied("Authorization is no " + Signature.ALGORITHM + " header");
    }
    return isNow(claim.get())
        ? untrue(claim.get(), call, query, call.value("x-amz-content-sha256"))
        : new S3Refusal(
            403, "RequestTimeTooSkewed", "the request was not signed within 15 minutes of now");
  }

  private @Nullable S3Refusal presigned(S3Call call, S3Query query) {
    Optional<Signature> claim = Signature.of(
        query.value("X-Amz-Credential"),
        query.value("X-Amz-Date"),
        query.value("X-Amz-SignedHeaders"),
        query.value("X-Amz-Signature"));
    if (claim.isEmpty() || !query.value("X-Amz-Algorithm").equals(Signature.ALGORITHM)) {
      return denied("the URL is not presigned by " + Signature.ALGORITHM);
    }
    return lasts(claim.get(), query.value("X-Amz-Expires"))
        ? untrue(claim.get(), call, query, "UNSIGNED-PAYLOAD")
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
      Signature claim, S3Call call, S3Query query, String payloadHash) {
    if (!claim.keyId().equals(key.id()) || !claim.isFor("s3")) {
      return new S3Refusal(
          403, "InvalidAccessKeyId", "the access key is not this server's, or not for this use");
    }
    List<String> unsigned = unsigned(claim, call);
    if (!unsigned.isEmpty()) {
      return new S3Refusal(
          403,
          "AccessDenied",
          "There were headers present in the request which were not signed",
          Map.of("HeadersNotSigned", String.join(", ", unsigned)));
    }
    boolean good =
        claim.isBy(key, call.method(), call.path(), query.canonical(), call::values, payloadHash);
    return good
        ? null
        : new S3Refusal(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided");
  }

  /** Those that S3 demands to be signed: they can change what a request does. */
  private static List<String> unsigned(Signature claim, S3Call call) {
    return call.headers().keySet().stream()
        .filter(name -> name.startsWith("x-amz-") || name.equals("host"))
        .filter(name -> !claim.headers().contains(name))
        .toList();
  }

  private static S3Refusal denied(String why) {
    return new S3Refusal(403, "AccessDenied", why);
  }
}
