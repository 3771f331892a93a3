package dev.fanfare.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Gives a finished file its name.
 *
 * @param links how the file system creates links
 */
record Placement(Links links) {

  /** Creates a hard link, like {@link Files#createLink}. */
  interface Links {
    void link(Path name, Path file) throws IOException;
  }

  /** Creating a link is atomic: if several try at once, one wins. */
  boolean linkIfAbsent(Path finished, Path place) throws IOException {
    try {
      links.link(place, finished);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // File systems report in different ways that they do not support links.
      return moveIfAbsent(finished, place);
    }
  }

  /**
   * If several try at once, the one that creates the file wins. The file is empty until the body
   * replaces it.
   */
  private static boolean moveIfAbsent(Path finished, Path place) throws IOException {
    try {
      Files.createFile(place);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    return replace(finished, place);
  }

  static boolean replace(Path finished, Path place) throws IOException {
    Files.move(
        finished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  // Sync the folder, too, because it contains the file's name. Some systems cannot open a folder,
  // and an interrupt closes the channel.
  static void syncFolder(Path folder) {
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(/* metaData= */ true);
    } catch (ClosedByInterruptException e) {
      syncFolder(folder);
    } catch (IOException e) {
      // Windows, which writes a move to disk immediately.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
