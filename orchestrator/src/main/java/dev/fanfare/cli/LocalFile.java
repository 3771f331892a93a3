package dev.fanfare.cli;

import java.nio.file.Path;

/** A file of this machine, as it is written on the command line. */
final class LocalFile {

  private static final String S3 = "s3://";

  private LocalFile() {}

  /**
   * Its path.
   *
   * @param what says where it is written, for the message
   * @throws IllegalArgumentException if it is a URL, or nothing
   */
  static Path of(String what, String text) {
    if (text.isEmpty() || text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
      throw new IllegalArgumentException(
          what + " must be a file of this machine or '-', got: " + text + hint(text));
    }
    return Path.of(text);
  }

  private static String hint(String text) {
    return text.startsWith(S3) ? " ('aws s3 cp' copies from and to S3, also through a pipe)" : "";
  }
}
