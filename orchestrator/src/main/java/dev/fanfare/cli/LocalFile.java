package dev.fanfare.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A local file named on the command line. */
final class LocalFile {

  private static final String S3 = "s3://";

  /** More are a loop. */
  private static final int MOST_LINKS = 40;

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

  /** Whether both name the same file, through links too. It need not exist. */
  static boolean isSame(Path one, Path other) {
    try {
      return (Files.exists(one) && Files.exists(other))
          ? Files.isSameFile(one, other)
          : resolved(one).equals(resolved(other));
    } catch (IOException e) {
      return false;
    }
  }

  /** Where that file is or would be, without links. */
  static Path resolved(Path path) throws IOException {
    Path place = path.toAbsolutePath();
    for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(place); links++) {
      place = place.resolveSibling(Files.readSymbolicLink(place));
    }
    if (Files.exists(place)) {
      return place.toRealPath();
    }
    Path folder = place.getParent();
    return folder == null || !Files.exists(folder)
        ? place.normalize()
        : folder.toRealPath().resolve(place.getFileName());
  }

  private static String hint(String text) {
    return text.startsWith(S3)
        ? " (use 'aws s3 cp' to copy to and from S3; it also works in a pipe)"
        : "";
  }
}
