package dev.fanfare.local;

import dev.fanfare.worker.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary folder that is deleted when it is closed. If the process is killed, a later process of the same user deletes
 * the folder when it creates its own.
 *
 * <p>The process holds a lock on a file in the folder. The system releases the lock when the process ends, so a folder whose
 * lock is free is no longer needed. Thread-safe.
 */
public final class ScratchFolder implements AutoCloseable {

  private static final String PREFIX = "fanfare-";
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;

  private ScratchFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * A new, empty folder in the machine's temporary folder, private to this user.
   *
   * @throws UncheckedIOException if it cannot be created
   */
  public static ScratchFolder make() {
    return make(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static ScratchFolder make(Path parent) {
    Path path = null;
    try {
      path = Files.createTempDirectory(parent, ownPrefix());
      ScratchFolder made = new ScratchFolder(path, lockedIn(path));
      Path own = path;
      DaemonThreads.named("fanfare-sweep").newThread(() -> sweep(parent, own)).start();
      return made;
    } catch (IOException e) {
      if (path != null) {
        delete(path);
      }
      throw new UncheckedIOException(
          "cannot make a folder in " + parent + ": " + e.getMessage(), e);
    }
  }

  // Closing a file gives up all locks that this process has on it, so a process must not look at
  // its own: it knows them by name.
  private static String ownPrefix() {
    return PREFIX + ProcessHandle.current().pid() + "-";
  }

  /** Locked before it gets its name, so that other processes never see it without a lock. Not created if the file system has no locks. */
  private static FileChannel lockedIn(Path folder) throws IOException {
    Path part = folder.resolve(LOCK + ".part");
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      Files.move(part, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(part);
    }
    return channel;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Deletes the folder when this process ends. If the process is already ending, a later one deletes it. */
  public void closeAtExit() {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::close, "fanfare-scratch"));
    } catch (IllegalStateException e) {
      // This process is ending, and so lets go of the lock.
    }
  }

  /** Deletes it. A second call does nothing. */
  @Override
  public void close() {
    delete(path, lock);
  }

  /** Deletes the folders that ended processes of this user have left. */
  static void sweep(Path parent, Path own) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!folder.getFileName().toString().startsWith(ownPrefix()) && sameOwner(folder, own)) {
          deleteIfDead(folder);
        }
      }
    } catch (IOException | RuntimeException e) {
      // The next one tries again.
    }
  }

  // Where all may write, a name proves nothing: a link leads elsewhere, a folder may be another's.
  private static boolean sameOwner(Path folder, Path own) {
    try {
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
    } catch (IOException e) {
      return false;
    }
  }

  private static void deleteIfDead(Path folder) {
    try (FileChannel channel = FileChannel.open(
        folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() != null) {
        delete(folder, channel);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // It has no lock, is already deleted, or another thread deletes it.
    }
  }

  // The lock is deleted last, so that a later process can finish an interrupted deletion.
  private static void delete(Path folder, FileChannel lock) {
    try {
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(folder, entry -> !entry.endsWith(LOCK))) {
        entries.forEach(ScratchFolder::delete);
      } finally {
        lock.close();
      }
      if (isEmptyButForItsLock(folder)) {
        delete(folder);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // It is already deleted, or a later process deletes it.
    }
  }

  private static boolean isEmptyButForItsLock(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.allMatch(entry -> entry.endsWith(LOCK));
    }
  }

  // Deletes a link, not its target: walking does not follow links.
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // A later process deletes the rest.
    }
  }
}
