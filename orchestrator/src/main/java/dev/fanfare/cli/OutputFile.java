package dev.fanfare.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file that a command writes, named by an option. Two commands do not write it at the same time. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Opens it. Its content stays until the first byte is written.
   *
   * @param option the option's name, for messages
   * @throws IllegalArgumentException if it cannot be written, or another command is writing it
   */
  static OutputStream open(String option, String file) {
    return open(option, file, NewContent::following);
  }

  /**
   * Opens it. Its content stays until {@link NewContent#complete}. A pipe or a device is written at once.
   *
   * @param option the option's name, for messages
   * @throws IllegalArgumentException if it cannot be written, or another command is writing it
   */
  static OutputStream replace(String option, String file) {
    return open(option, file, NewContent::whole);
  }

  private interface Opening {
    OutputStream of(FileOutputStream file, Path path) throws IOException;
  }

  // Changed only once it is locked, so that two runs do not mix their lines.
  private static OutputStream open(String option, String file, Opening opening) {
    Path path = LocalFile.of(option, file);
    try {
      return isSpecial(path) ? Files.newOutputStream(path) : opening.of(locked(option, path), path);
    } catch (IOException e) {
      throw unwritable(option, path, e);
    }
  }

  private static boolean isSpecial(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path);
  }

  private static FileOutputStream locked(String option, Path path) throws IOException {
    // Its errors have better reasons than those of the stream below.
    Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
        .close();
    // Not the stream of a channel, which an interrupt would close.
    FileOutputStream file = new FileOutputStream(path.toFile(), /* append= */ true);
    if (!isLocked(file.getChannel())) {
      file.close();
      throw new IllegalArgumentException(option + " is in use by another command: " + path);
    }
    return file;
  }

  private static boolean isLocked(FileChannel file) {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      // The file system has no locks.
      return true;
    }
  }

  /**
   * Checks that no two options name the same file.
   *
   * @param files files by option
   */
  static void requireDifferent(Map<String, String> files) {
    Map<String, Path> before = new LinkedHashMap<>();
    files.forEach((option, file) -> {
      Path path = LocalFile.of(option, file);
      before.forEach((other, otherPath) -> {
        if (!isSpecial(path) && LocalFile.isSame(otherPath, path)) {
          throw new IllegalArgumentException(
              other + " and " + option + " must be different files, got: " + file);
        }
      });
      before.put(option, path);
    });
  }

  /**
   * Checks that it can be written, without changing it.
   *
   * @throws IllegalArgumentException if it cannot be written
   */
  static void check(String option, String name) {
    Path path = LocalFile.of(option, name);
    try (OutputStream file = isSpecial(path)
        ? Files.newOutputStream(path, StandardOpenOption.APPEND)
        : locked(option, path)) {
      file.flush();
    } catch (IOException e) {
      throw unwritable(option, path, e);
    }
  }

  private static IllegalArgumentException unwritable(String option, Path path, IOException e) {
    return new IllegalArgumentException(
        "cannot write " + option + " " + path + ": " + reason(e), e);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such folder";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : e.getClass().getSimpleName();
  }
}
