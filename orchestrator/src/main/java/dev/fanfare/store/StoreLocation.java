package dev.fanfare.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Where runs are recorded: a folder, or a prefix in a bucket. Immutable. */
public sealed interface StoreLocation {

  /** A local folder, by its absolute path. */
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
   * A prefix in an S3 bucket. Region and credentials come from the AWS SDK's default providers.
   *
   * @param prefix prefix of all keys; empty, or ending in a slash
   */
  record Bucket(String bucket, String prefix) implements StoreLocation {

    private static final Pattern S3_URI =
        Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*?))?/*");

    static {
      LibraryNotices.preventSdks();
    }

    static Bucket parse(String uri) {
      Matcher parts = S3_URI.matcher(uri);
      if (!parts.matches()) {
        throw malformed(uri);
      }
      String prefix = parts.group(2) == null ? "" : parts.group(2);
      return new Bucket(parts.group(1), prefix.isEmpty() ? "" : prefix + "/");
    }

    @Override
    public S3Store open() {
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
        return AwsRegion.configured();
      } catch (SdkClientException e) {
        throw new IllegalArgumentException(SdkFailure.withoutRegion(), e);
      }
    }

    @Override
    public String toString() {
      return "s3://" + bucket + "/" + prefix;
    }
  }

  /**
   * Opens the store, which the caller must close. Makes no request yet.
   *
   * @throws IllegalArgumentException if it is a bucket and no AWS region is set
   */
  ObjectStore open();

  /**
   * Parses {@code s3://bucket/prefix} or the path of a folder.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static StoreLocation parse(String text) {
    if (text.startsWith("s3:")) {
      Library.AWS_SDK.require("a store in S3");
      return Bucket.parse(text);
    }
    try {
      if (!text.isBlank() && !text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
        return new Folder(Path.of(text));
      }
    } catch (InvalidPathException e) {
      // Reported below.
    }
    throw malformed(text);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "store must be a folder or s3://bucket/prefix, got: " + text);
  }

  /** The default location: {@code FANFARE_STORE}, or else the user's data folder. */
  static StoreLocation standard() {
    return standard(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /** Follows the XDG Base Directory Specification, which ignores relative paths. */
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
