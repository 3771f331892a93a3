package dev.fanfare.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A local file named on the command line. */
final class LocalFile {

  private static final String S3 = "s3://";

  private LocalFile() {}

  /**
   * Its path.
   *
   * @param what name of the option, for the message
   * @throws IllegalArgumentException if it is a URL or empty
   */
  static Path of(String what, String text) {
    if (text.isEmpty() || text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
      throw new IllegalArgumentException(
          what + " must be a local file or '-', got: " + text + hint(text));
    }
    return Path.of(text);
  }

  /** Whether both name the same existing file. */
  static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static String hint(String text) {
    return text.startsWith(S3)
        ? " (use 'aws s3 cp' to copy to and from S3; it also works in a pipe)"
        : "";
  }
}
