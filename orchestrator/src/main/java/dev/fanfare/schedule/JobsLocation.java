package dev.fanfare.schedule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The location of a job list.
 *
 * @param bucket the bucket
 * @param key key of the object, which starts with {@code jobs/}
 */
record JobsLocation(String bucket, String key) {

  private static final String FOLDER = "jobs/";
  private static final Pattern S3_URI = Pattern.compile("s3://([^/]+)/(" + FOLDER + ".+)");

  /**
   * Parses a location.
   *
   * @throws IllegalArgumentException if it is not under {@code jobs/} in a bucket
   */
  static JobsLocation parse(String uri) {
    Matcher parts = S3_URI.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException("jobs must be s3://BUCKET/jobs/NAME, got: " + uri);
    }
    return new JobsLocation(parts.group(1), parts.group(2));
  }

  /**
   * Checks that the job list is in that bucket.
   *
   * @throws IllegalArgumentException if it is in another bucket
   */
  void requireBucket(String own) {
    if (!bucket.equals(own)) {
      throw new IllegalArgumentException("jobs must be in the bucket " + own + ", got: " + this);
    }
  }

  /** Its short name: the path under {@code jobs/}, without the file extension. */
  String name() {
    return key.substring(FOLDER.length()).replaceFirst("\\.[^./]*$", "");
  }

  /** The text that {@link #parse} accepts. */
  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
