package dev.fanfare.parallel;

import dev.fanfare.Completion.Reason;
import dev.fanfare.RunCancelledException;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.report.Tally;
import dev.fanfare.runs.Journal;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call of a method of {@link Parallel}. It begins before the job list is read, and can be stopped
 * at any time. Thread-safe.
 */
final class Call implements AutoCloseable {

  private final Tally tally = new Tally(Stopwatch.start());
  private final DeadlineTimer timer;
  private volatile CancelWatch watch = CancelWatch.none();

  // Guarded by this.
  private @Nullable Thread blocked;
  private @Nullable Execution<?> execution;
  private @Nullable Reason stopped;
  private Runnable whenStopped = () -> {};

  /**
   * Starts a call.
   *
   * @param deadline time limit, including reading the job list; null for none
   */
  Call(@Nullable Duration deadline) {
    this.timer = DeadlineTimer.start(deadline, this::stop);
  }

  /** What the call has taken since it began. */
  Tally tally() {
    return tally;
  }

  /** Stops the call, or its execution as soon as it has begun. */
  void stop(Reason reason) {
    stopped(reason).run();
  }

  private synchronized Runnable stopped(Reason reason) {
    stopped = reason;
    if (execution != null) {
      execution.stop(reason);
    }
    if (blocked != null) {
      blocked.interrupt();
    }
    return whenStopped;
  }

  /** Sets what else to do when the call is stopped. Does it now if the call is already stopped. */
  void whenStopped(Runnable action) {
    boolean late;
    synchronized (this) {
      whenStopped = action;
      late = stopped != null;
    }
    if (late) {
      action.run();
    }
  }

  /**
   * Runs code that may block on this thread, such as the caller's job list. A stop interrupts it.
   *
   * @param work must call {@link #requireWanted} before it treats a list as complete, because an
   *     interrupt may have cut it short
   * @return its result
   * @throws RunCancelledException if it throws because the call was stopped
   */
  <R> R whileInterruptible(Supplier<R> work) {
    blocks(Thread.currentThread());
    try {
      return work.get();
    } catch (RuntimeException e) {
      requireWanted();
      throw e;
    } finally {
      blocks(null);
    }
  }

  private synchronized void blocks(@Nullable Thread thread) {
    if (thread == null && stopped != null) {
      // The interrupt was meant for the work.
      Thread.interrupted();
    }
    if (thread != null && stopped != null) {
      // The stop came before there was a thread to interrupt.
      thread.interrupt();
    }
    blocked = thread;
  }

  /** @throws RunCancelledException if the call is stopped */
  synchronized void requireWanted() {
    if (stopped != null) {
      throw new RunCancelledException(stopped);
    }
  }

  /** Stops when another process asks the run for it. */
  void watch(Journal recording) {
    watch = CancelWatch.start(recording, () -> stop(Reason.CANCELLED));
  }

  /** Sets the execution of this call. */
  synchronized void begun(Execution<?> execution) {
    this.execution = execution;
    if (stopped != null) {
      execution.stop(stopped);
    }
  }

  /** Whether this is the call's execution. */
  synchronized boolean is(Execution<?> other) {
    return execution == other;
  }

  /** Ends the call's deadline, and its watch. */
  @Override
  public void close() {
    timer.close();
    watch.close();
  }
}
