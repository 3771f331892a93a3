package dev.fanfare.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets one process at a time, and one thread of it, do something. The operating system releases the lock of
 * a process that dies. Not cut short by an interrupt.
 */
final class FolderLock {

  /** What is done with the lock held. */
  interface Work<T> {
    T done() throws IOException;
  }

  private FolderLock() {}

  /**
   * Does the work with the lock held.
   *
   * @param file the lock, which stays: deleted, it could be held twice
   */
  static <T> T holding(Path file, Work<T> work) throws IOException {
    // A file lock belongs to the JVM, not to a thread.
    synchronized (FolderLock.class) {
      boolean interrupted = Thread.interrupted();
      try {
        return locked(file, work);
      } catch (ClosedByInterruptException | FileLockInterruptionException e) {
        interrupted = true;
        return holding(file, work);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static <T> T locked(Path file, Work<T> work) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      return work.done();
    }
  }
}
