package dev.fanfare.local;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been opened so far, one thing after another. It is closed in the reverse order: at the end, or as soon as the next thing does
 * not open. Thread-safe.
 */
public final class Opened implements AutoCloseable {

  /** Closes something; leaves nothing to be handled. */
  @FunctionalInterface
  public interface Closer {
    /** Closes it. */
    void close();
  }

  // Guarded by this. The first is the one added last.
  private final Deque<Closer> closers = new ArrayDeque<>();
  private boolean closed;

  /**
   * Adds something that is open now, and how it is closed.
   *
   * @throws IllegalStateException if everything has been closed; what was to be added is closed, too
   */
  public synchronized void add(Closer closer) {
    if (closed) {
      closer.close();
      throw new IllegalStateException("closed");
    }
    closers.push(closer);
  }

  /** Closes everything, even if some of it fails, and throws the first exception. A second call does nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    RuntimeException first = null;
    while (!closers.isEmpty()) {
      try {
        closers.pop().close();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
