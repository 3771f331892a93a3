package dev.fanfare.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Polls whether the run of a batch was stopped, so that no function works, and costs money, for a
 * stopped run. Thread-safe.
 */
final class Cancellation implements AutoCloseable {

  /** Each poll costs a request to the store. */
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  /** Created with the first batch that can be cancelled. */
  private static final class Clock {
    private static final ScheduledThreadPoolExecutor TIMER =
        new ScheduledThreadPoolExecutor(1, DaemonThreads.named("fanfare-cancellation"));
  }

  private final @Nullable StoredObject marker;
  private volatile boolean cancelled;
  private volatile @Nullable Future<?> looks;

  /**
   * Creates the polling for a batch.
   *
   * @param marker exists once the run is stopped; null if it cannot be stopped
   */
  Cancellation(@Nullable StoredObject marker) {
    this.marker = marker;
  }

  /** Starts polling. The action runs once, on a timer thread, when the run is stopped. */
  void watch(Runnable action) {
    if (marker != null) {
      long nanos = BETWEEN_LOOKS.toNanos();
      looks = Clock.TIMER.scheduleWithFixedDelay(
          () -> look(marker, action), nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Polls once. */
  void look(StoredObject object, Runnable action) {
    if (!cancelled && isThere(object)) {
      cancelled = true;
      close();
      action.run();
    }
  }

  // An unavailable store says nothing about the run.
  private static boolean isThere(StoredObject object) {
    try {
      return object.exists();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the run was stopped. */
  boolean cancelled() {
    return cancelled;
  }

  /** Stops polling. */
  @Override
  public void close() {
    Future<?> now = looks;
    if (now != null) {
      now.cancel(/* mayInterruptIfRunning= */ false);
    }
  }
}
