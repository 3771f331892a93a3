package dev.fanfare.backend;

import java.util.concurrent.LinkedBlockingQueue;

/**
 * A queue that is polled for a moment before its taker blocks, because waking a thread takes longer
 * than a short task. Thread-safe.
 *
 * @param <E> type of an element
 */
public final class PollingQueue<E> extends LinkedBlockingQueue<E> {

  private static final long serialVersionUID = 1;

  private static final long MOMENT_NANOS = 20_000;

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // If the scheduler ignores it, only time is lost.
  public E take() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    E next = poll();
    long until = System.nanoTime() + MOMENT_NANOS;
    while (next == null && System.nanoTime() - until < 0) {
      Thread.yield();
      next = poll();
    }
    return next == null ? super.take() : next;
  }
}
