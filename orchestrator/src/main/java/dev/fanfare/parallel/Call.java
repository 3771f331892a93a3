package dev.fanfare.parallel;

import dev.fanfare.Completion.Reason;
import dev.fanfare.RunCancelledException;
import org.jspecify.annotations.Nullable;

/** A call of a {@link Parallel} from its entry on, when its job list may still have to be written down. It can be stopped at any time. Thread-safe. */
final class Call {

  // Guarded by this.
  private @Nullable Thread reader;
  private @Nullable Execution<?> execution;
  private @Nullable Reason stopped;

  /** Ends the call for that reason: soon, or as soon as it has begun. */
  synchronized void stop(Reason reason) {
    stopped = reason;
    if (execution != null) {
      execution.stop(reason);
    }
    if (reader != null) {
      reader.interrupt();
    }
  }

  /**
   * Does what reads a job list of the caller's, on this thread. A stop interrupts it, for the list may block.
   *
   * @throws RunCancelledException if the call is stopped by then
   */
  void whileReading(Runnable reading) {
    reads(Thread.currentThread());
    try {
      reading.run();
    } catch (RuntimeException e) {
      requireWanted();
      throw e;
    } finally {
      reads(null);
    }
    requireWanted();
  }

  private synchronized void reads(@Nullable Thread thread) {
    if (thread == null && stopped != null) {
      // The interrupt was meant for the list.
      Thread.interrupted();
    }
    reader = thread;
  }

  private synchronized void requireWanted() {
    if (stopped != null) {
      throw new RunCancelledException(stopped);
    }
  }

  /** The call is this execution from now on. */
  synchronized void begun(Execution<?> execution) {
    this.execution = execution;
    if (stopped != null) {
      execution.stop(stopped);
    }
  }

  /** Whether that is the call's execution. */
  synchronized boolean is(Execution<?> other) {
    return execution == other;
  }
}
