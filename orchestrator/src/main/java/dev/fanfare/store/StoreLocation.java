package dev.fanfare.store;

import dev.fanfare.StoreException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Where runs are kept: a folder, or a place in a bucket. Immutable. */
public sealed interface StoreLocation {

  /** A folder of this machine, by its absolute path. */
  record Folder(Path path) implements StoreLocation {

    public Folder {
      path = path.toAbsolutePath().normalize();
    }

    @Override
    public ObjectStore open() {
      return new FolderStore(path);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A place in a bucket of S3; region and credentials are those that the AWS SDK finds.
   *
   * @param prefix what all keys begin with; empty, or ending in a slash
   */
  record Bucket(String bucket, String prefix) implements StoreLocation {

    private static final Pattern S3_URI =
        Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*?))?/*");

    static Bucket parse(String uri) {
      Matcher parts = S3_URI.matcher(uri);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "store must be a folder or s3://bucket/prefix, got: " + uri);
      }
      String prefix = parts.group(2) == null ? "" : parts.group(2);
      return new Bucket(parts.group(1), prefix.isEmpty() ? "" : prefix + "/");
    }

    @Override
    public ObjectStore open() {
      return S3Store.connect(new S3Access(
          null,
          null,
          region(),
          DefaultCredentialsProvider.builder().build(),
          bucket,
          prefix,
          Duration.ofHours(1)));
    }

    private static String region() {
      try {
        return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
      } catch (SdkClientException e) {
        throw new StoreException(
            "no AWS region is set: use AWS_REGION, or a profile that names one", e);
      }
    }

    @Override
    public String toString() {
      return "s3://" + bucket + "/" + prefix;
    }
  }

  /** Opens the store there, which is the caller's to close; no call is made yet. */
  ObjectStore open();

  /**
   * A location as it is written: {@code s3://bucket/prefix}, or a folder's path.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static StoreLocation parse(String text) {
    if (text.startsWith("s3:")) {
      return Bucket.parse(text);
    }
    try {
      if (!text.isBlank() && !text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
        return new Folder(Path.of(text));
      }
    } catch (InvalidPathException e) {
      // Told below, as the others.
    }
    throw new IllegalArgumentException(
        "store must be a folder or s3://bucket/prefix, got: " + text);
  }

  /** Where runs are kept if nobody says: {@code FANFARE_STORE}, else this user's folder for data. */
  static StoreLocation standard() {
    return standard(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /** By the XDG Base Directory Specification, which has relative paths ignored. */
  static StoreLocation standard(Map<String, String> environment, Path home) {
    String chosen = environment.getOrDefault("FANFARE_STORE", "");
    if (!chosen.isBlank()) {
      return parse(chosen);
    }
    Path data = Path.of(environment.getOrDefault("XDG_DATA_HOME", ""));
    Path base = data.isAbsolute() ? data : home.resolve(".local").resolve("share");
    return new Folder(base.resolve("fanfare"));
  }
}
