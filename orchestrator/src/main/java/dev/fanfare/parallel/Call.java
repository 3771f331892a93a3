package dev.fanfare.parallel;

import dev.fanfare.Completion.Reason;
import dev.fanfare.RunCancelledException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call of a {@link Parallel} from its entry on, when its job list may still have to be written down. It can be stopped at any time. Thread-safe. */
final class Call implements AutoCloseable {

  private final DeadlineTimer timer;

  // Guarded by this.
  private @Nullable Thread reader;
  private @Nullable Execution<?> execution;
  private @Nullable Reason stopped;

  /**
   * A call that begins now.
   *
   * @param deadline what it may take, its reading of the job list included; null: any time
   */
  Call(@Nullable Duration deadline) {
    this.timer = DeadlineTimer.start(deadline, this::stop);
  }

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
   * @param reading asks {@link #requireWanted} before it takes a list for whole: an interrupt may have ended it
   * @return what that returns
   * @throws RunCancelledException if it throws because the call is stopped
   */
  <R> R whileReading(Supplier<R> reading) {
    reads(Thread.currentThread());
    try {
      return reading.get();
    } catch (RuntimeException e) {
      requireWanted();
      throw e;
    } finally {
      reads(null);
    }
  }

  private synchronized void reads(@Nullable Thread thread) {
    if (thread == null && stopped != null) {
      // The interrupt was meant for the list.
      Thread.interrupted();
    }
    reader = thread;
  }

  /** @throws RunCancelledException if the call is stopped */
  synchronized void requireWanted() {
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

  /** Ends the call as {@link #stop} does, and at once where it waits for nobody but its consumer. */
  void abandon() {
    stop(Reason.CANCELLED);
    Execution<?> begun;
    synchronized (this) {
      begun = execution;
    }
    if (begun != null) {
      begun.abandon();
    }
  }

  /** The call is over. */
  @Override
  public void close() {
    timer.close();
  }
}
