package dev.fanfare.dispatch;

import dev.fanfare.wire.Task;
import dev.fanfare.worker.Interruption;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An input that the thread reads which runs the tasks. A stop interrupts that thread where it is in the input, which may block, and
 * nowhere else. {@link #stop} may be called from any thread, everything else is the reading one's.
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
   * @throws RuntimeException what has stopped the run, or what the input throws
   * @throws InterruptedException if somebody else has interrupted this thread there
   */
  @Nullable
  Task next() throws InterruptedException {
    enter();
    try {
      Task next = tasks.hasNext() ? tasks.next() : null;
      leave();
      return next;
    } catch (RuntimeException e) {
      // What a stopped input throws is of no interest.
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
      // It was meant for the input.
      Thread.interrupted();
    }
    checkStopped();
  }

  private void checkStopped() {
    if (stop != null) {
      throw stop;
    }
  }

  /** Has the reading thread leave the input with that exception, and not enter it again. */
  synchronized void stop(RuntimeException why) {
    stop = why;
    if (reading != null) {
      hasInterrupted = true;
      reading.interrupt();
    }
  }
}
