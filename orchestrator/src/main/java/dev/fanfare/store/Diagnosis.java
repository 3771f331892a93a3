package dev.fanfare.store;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A well-known reason why AWS does not do what it is asked, and what to do about it. Immutable.
 *
 * @param text what is in the way, in a line
 * @param fix the command, or what else to do
 */
public record Diagnosis(Kind kind, String text, String fix) {

  /** What is in the way. */
  public enum Kind {
    /** This machine's settings: no region, no credentials, or credentials that are not accepted. */
    SETTINGS,
    /** A permission is missing. */
    PERMISSION,
    /** The bucket does not exist. */
    NO_BUCKET,
    /** The bucket is in another region. */
    OTHER_REGION
  }

  /** What to do if a permission for the function or its bucket is missing. */
  public static final String CALLER_POLICY =
      "attach the policy of the function's stack (output CallerPolicy) to your role; see .docs/aws.md, \"Permissions of"
          + " those who run job lists\"";

  private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException");

  private static final Set<String> UNKNOWN = Set.of(
      "InvalidAccessKeyId",
      "InvalidClientTokenId",
      "InvalidToken",
      "SignatureDoesNotMatch",
      "UnrecognizedClientException");

  private static final Set<String> REDIRECTED =
      Set.of("AuthorizationHeaderMalformed", "PermanentRedirect");

  private static final Pattern EXPECTED = Pattern.compile("expecting '([a-z0-9-]+)'");

  /** The one that has caused an error; empty if it is another. */
  public static Optional<Diagnosis> of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Optional<Diagnosis> found = Optional.empty();
      if (cause instanceof AwsServiceException answer) {
        found = of(answer);
      } else if (cause instanceof SdkClientException) {
        found = ofSettings(String.valueOf(cause.getMessage()));
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  // The SDK has no exceptions of their own for these.
  private static Optional<Diagnosis> ofSettings(String message) {
    if (message.contains("load credentials")) {
      return Optional.of(AwsProfile.chosen().withoutCredentials());
    }
    return message.contains("load region")
        ? Optional.of(AwsProfile.chosen().withoutRegion())
        : Optional.empty();
  }

  private static Optional<Diagnosis> of(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    if (EXPIRED.contains(code)) {
      return Optional.of(new Diagnosis(
          Kind.SETTINGS, "the AWS credentials have expired", AwsProfile.chosen().renewal()));
    }
    if (UNKNOWN.contains(code)) {
      return Optional.of(
          new Diagnosis(
              Kind.SETTINGS,
              SdkFailure.said(answer),
              "correct AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile"));
    }
    // S3's code for this is another one, and its buckets may be the user's own.
    if (code.equals("AccessDeniedException")) {
      return Optional.of(new Diagnosis(Kind.PERMISSION, SdkFailure.said(answer), CALLER_POLICY));
    }
    return ofBucket(answer, code);
  }

  private static Optional<Diagnosis> ofBucket(AwsServiceException answer, String code) {
    if (code.equals("NoSuchBucket")) {
      return Optional.of(new Diagnosis(
          Kind.NO_BUCKET,
          "the bucket does not exist",
          "correct its name (that of a function's bucket is in its variable FANFARE_BUCKET)"));
    }
    Optional<String> region = region(answer);
    if (REDIRECTED.contains(code) || (answer.statusCode() == 301 && region.isPresent())) {
      String place = region.orElse("another region");
      return Optional.of(new Diagnosis(
          Kind.OTHER_REGION,
          "the bucket is in " + place,
          region.map(id -> "export AWS_REGION=" + id).orElse("set AWS_REGION to it")
              + ", or use another bucket"));
    }
    return Optional.empty();
  }

  private static Optional<String> region(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    if (details == null || details.sdkHttpResponse() == null) {
      return Optional.empty();
    }
    Matcher expected = EXPECTED.matcher(String.valueOf(details.errorMessage()));
    return details
        .sdkHttpResponse()
        .firstMatchingHeader("x-amz-bucket-region")
        .or(() -> expected.find() ? Optional.of(expected.group(1)) : Optional.empty());
  }

  /** What is in the way, and what to do. */
  public String advice() {
    return text + ": " + fix;
  }
}
