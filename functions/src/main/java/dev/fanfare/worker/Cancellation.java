package dev.fanfare.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether the run of a batch has been stopped, so that no function works on, and
 * costs, for nobody. Thread-safe.
 */
final class Cancellation implements AutoCloseable {

  /** A look costs a request to the store. */
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  /** Made when the first batch can be cancelled. */
  private static final class Clock {
    private static final ScheduledThreadPoolExecutor TIMER =
        new ScheduledThreadPoolExecutor(1, DaemonThreads.named("fanfare-cancellation"));
  }

  private final @Nullable StoredObject marker;
  private volatile boolean cancelled;
  private volatile @Nullable Future<?> looks;

  /**
   * A batch that can be cancelled.
   *
   * @param marker is there once the run is stopped; null: it never is
   */
  Cancellation(@Nullable StoredObject marker) {
    this.marker = marker;
  }

  /** Begins to look. The action is run once, by a timer's thread, when the run is stopped. */
  void watch(Runnable action) {
    if (marker != null) {
      long nanos = BETWEEN_LOOKS.toNanos();
      looks = Clock.TIMER.scheduleWithFixedDelay(
          () -> look(marker, action), nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Looks once. */
  void look(StoredObject object, Runnable action) {
    if (!cancelled && isThere(object)) {
      cancelled = true;
      close();
      action.run();
    }
  }

  // A store that cannot be asked just now says nothing of the run.
  private static boolean isThere(StoredObject object) {
    try {
      return object.exists();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the run is stopped. */
  boolean cancelled() {
    return cancelled;
  }

  /** Looks no more. */
  @Override
  public void close() {
    Future<?> now = looks;
    if (now != null) {
      now.cancel(/* mayInterruptIfRunning= */ false);
    }
  }
}
