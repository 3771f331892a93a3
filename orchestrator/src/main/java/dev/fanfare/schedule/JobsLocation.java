package dev.fanfare.schedule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a job list lies.
 *
 * @param bucket the bucket
 * @param key the object's key, which begins with {@code jobs/}
 */
record JobsLocation(String bucket, String key) {

  private static final String FOLDER = "jobs/";
  private static final Pattern S3_URI = Pattern.compile("s3://([^/]+)/(" + FOLDER + ".+)");

  /**
   * The location that is written so.
   *
   * @throws IllegalArgumentException if it is not under {@code jobs/} of a bucket
   */
  static JobsLocation parse(String uri) {
    Matcher parts = S3_URI.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException("jobs must be s3://BUCKET/jobs/NAME, got: " + uri);
    }
    return new JobsLocation(parts.group(1), parts.group(2));
  }

  /**
   * Lets a job list of that bucket through.
   *
   * @throws IllegalArgumentException if it lies in another one
   */
  void requireBucket(String own) {
    if (!bucket.equals(own)) {
      throw new IllegalArgumentException("jobs must be in the bucket " + own + ", got: " + this);
    }
  }

  /** What people call it: its path under {@code jobs/}, without what the last name ends in. */
  String name() {
    return key.substring(FOLDER.length()).replaceFirst("\\.[^./]*$", "");
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
