package dev.fanfare.worker;

import dev.fanfare.kernel.FanfareException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Allows one kernel that is not thread-safe at a time per process, like Python's global lock.
 * Reentrant. Thread-safe.
 *
 * <p>A call that was stopped, because it exceeded its timeout or its run has ended, keeps the lock
 * until it returns, because a concurrent call could silently compute a wrong value. But others do
 * not wait forever: after {@link #PATIENCE}, the lock is refused until the call returns.
 */
final class ExclusiveLock {

  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Waiting threads poll whether the holder was stopped. */
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
   * Creates an unlocked lock.
   *
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  ExclusiveLock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Waits for the lock and takes it.
   *
   * @param call description of the holder for messages
   * @param wanted false once the call is stopped
   * @throws FanfareException if a stopped call does not return
   * @throws InterruptedException if this thread is interrupted while it waits
   */
  synchronized void lock(String call, BooleanSupplier wanted) throws InterruptedException {
    Thread thread = Thread.currentThread();
    while (holder != null && holder != thread) {
      requirePatience();
      TimeUnit.NANOSECONDS.timedWait(this, BETWEEN_LOOKS_NANOS);
    }
    if (holder == null) {
      take(thread, call, wanted);
    }
    depth++;
  }

  private void take(Thread thread, String call, BooleanSupplier wanted) {
    this.holder = thread;
    this.call = call;
    this.wanted = wanted;
    this.givenUp = false;
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

  /** Releases the lock. */
  synchronized void unlock() {
    depth--;
    if (depth == 0) {
      holder = null;
      notifyAll();
    }
  }
}
