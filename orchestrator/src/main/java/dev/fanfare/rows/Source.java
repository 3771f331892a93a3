package dev.fanfare.rows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file or an object in S3, to be read. Thread-safe. */
sealed interface Source permits LocalSource, S3Source {

  /** The beginning of the name of an object in S3. */
  String S3 = "s3://";

  /**
   * The file or object of that name: {@code s3://bucket/key}, or a path.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Source of(String name) {
    if (name.startsWith(S3)) {
      return S3Bucket.object(name);
    }
    if (!name.isBlank() && !name.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
      try {
        return new LocalSource(name, Path.of(name));
      } catch (InvalidPathException e) {
        // Reported below.
      }
    }
    throw new IllegalArgumentException("expected a file or s3://bucket/key, got: " + name);
  }

  /** A path, or {@code s3://bucket/key}. */
  String name();

  /**
   * A text that changes if the content does.
   *
   * @throws IOException if it cannot be read
   */
  String version() throws IOException;

  /**
   * The content of that version from an offset on.
   *
   * @throws IOException if it cannot be read, now or while it is read
   */
  InputStream open(String version, long offset) throws IOException;
}
