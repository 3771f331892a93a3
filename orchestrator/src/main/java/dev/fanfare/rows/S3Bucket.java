package dev.fanfare.rows;

import dev.fanfare.store.Await;
import dev.fanfare.store.S3Store;
import dev.fanfare.store.StoreLocation;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket in S3. Its connections are closed when it is no longer reachable, because nobody
 * closes a job list after iterating. Thread-safe.
 */
final class S3Bucket {

  private static final Pattern URI =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.+)");

  private static final Cleaner CLEANER = Cleaner.create();

  private final String name;
  private final S3Store store;

  private S3Bucket(String name) {
    this.name = name;
    this.store = new StoreLocation.Bucket(name, "").open();
    CLEANER.register(this, store::close);
  }

  /**
   * The object {@code s3://bucket/key}. Makes no request yet.
   *
   * @throws IllegalArgumentException if it is named otherwise, or no AWS region is set
   */
  static S3Source object(String uri) {
    Matcher parts = parts(uri);
    return new S3Source(new S3Bucket(parts.group(1)), parts.group(2));
  }

  /**
   * The objects whose keys match the pattern {@code s3://bucket/key}, in the order of their keys.
   *
   * @throws IllegalArgumentException if it is written otherwise, or no AWS region is set
   */
  static List<Source> objects(String pattern) {
    Matcher parts = parts(pattern);
    S3Bucket bucket = new S3Bucket(parts.group(1));
    Glob glob = Glob.of(parts.group(2));
    return Await.result(bucket.store.list(glob.fixed())).stream()
        .filter(key -> glob.matches(key) && !key.endsWith("/"))
        .<Source>map(key -> new S3Source(bucket, key))
        .toList();
  }

  private static Matcher parts(String uri) {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException("expected s3://bucket/key, got: " + uri);
    }
    return parts;
  }

  String name() {
    return name;
  }

  S3Store store() {
    return store;
  }
}
