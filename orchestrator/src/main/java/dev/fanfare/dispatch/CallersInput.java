package dev.fanfare.dispatch;

import dev.fanfare.wire.Task;
import dev.fanfare.worker.Interruption;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An input that is read by the thread that runs the tasks. A stop interrupts this thread only while
 * it reads the input, which may block. {@link #stop} may be called from any thread, all other
 * methods only by the reading thread.
 */
final class CallersInput {

  private final Iterator<Task> tasks;

  // Guarded by this.
  private @Nullable RuntimeException stop;
  private @Nullable Thread reading;
  private boolean hasInterrupted;

  CallersInput(Iterator<Task> tasks) {
    this.tasks = tasks;
  }

  /**
   * The next task; null if there is none.
   *
   * @throws RuntimeException the exception passed to {@link #stop}, or one from the input
   * @throws InterruptedException if other code interrupted this thread in the input
   */
  @Nullable
  Task next() throws InterruptedException {
    enter();
    try {
      Task next = tasks.hasNext() ? tasks.next() : null;
      leave();
      return next;
    } catch (RuntimeException e) {
      // Exceptions of a stopped input are ignored.
      leave();
      if (Interruption.caused(e)) {
        throw new InterruptedException("interrupted in the input: " + e);
      }
      throw e;
    }
  }

  private synchronized void enter() {
    checkStopped();
    reading = Thread.currentThread();
  }

  private synchronized void leave() {
    reading = null;
    if (hasInterrupted) {
      // The interrupt was meant for the input.
      Thread.interrupted();
    }
    checkStopped();
  }

  /** @throws RuntimeException the exception passed to {@link #stop}, if it was called */
  synchronized void checkStopped() {
    if (stop != null) {
      throw stop;
    }
  }

  /** Makes the reading thread leave the input with that exception and not read it again. */
  synchronized void stop(RuntimeException why) {
    stop = why;
    if (reading != null) {
      hasInterrupted = true;
      reading.interrupt();
    }
  }
}
