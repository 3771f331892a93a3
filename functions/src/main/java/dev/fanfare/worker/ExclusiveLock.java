package dev.fanfare.worker;

import dev.fanfare.kernel.FanfareException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Python's global lock is to code that holds it: one kernel that is not thread-safe at a time per process. A thread that has
 * it may take it again. Thread-safe.
 *
 * <p>A call that was given up, because it was late or its run has ended, keeps the lock until it returns: a call beside it could
 * compute a wrong value and nobody would know. But nobody waits for it for ever either. Once it had {@link #PATIENCE} to heed its
 * interrupt, whoever wants the lock is refused, until it has returned.
 */
final class ExclusiveLock {

  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Nobody tells that a call was given up: those that wait look. */
  private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LongSupplier nanoTime;

  // Guarded by this.
  private @Nullable Thread holder;
  private String call = "";
  private BooleanSupplier wanted = () -> true;
  private int depth;
  private boolean givenUp;
  private long givenUpNanos;

  /**
   * A lock that nobody holds.
   *
   * @param nanoTime a clock as {@link System#nanoTime} is
   */
  ExclusiveLock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Waits for the lock and takes it.
   *
   * @param call what a reader calls the holder
   * @param wanted false once the call is given up
   * @throws FanfareException if a call that was given up does not return
   * @throws InterruptedException if this thread is interrupted while it waits
   */
  synchronized void lock(String call, BooleanSupplier wanted) throws InterruptedException {
    Thread thread = Thread.currentThread();
    while (holder != null && holder != thread) {
      requirePatience();
      TimeUnit.NANOSECONDS.timedWait(this, BETWEEN_LOOKS_NANOS);
    }
    if (holder == null) {
      this.holder = thread;
      this.call = call;
      this.wanted = wanted;
      this.givenUp = false;
    }
    depth++;
  }

  private void requirePatience() {
    if (!givenUp && !wanted.getAsBoolean()) {
      givenUp = true;
      givenUpNanos = nanoTime.getAsLong();
    }
    if (givenUp && nanoTime.getAsLong() - givenUpNanos >= PATIENCE.toNanos()) {
      throw new FanfareException(
          call + " was stopped but ignores its interrupt and is still running."
              + " Its kernel is not thread-safe, so no such kernel can run in this process until it"
              + " returns. The backend 'processes' ends the process of such a task");
    }
  }

  /** Gives the lock back. */
  synchronized void unlock() {
    depth--;
    if (depth == 0) {
      holder = null;
      notifyAll();
    }
  }
}
