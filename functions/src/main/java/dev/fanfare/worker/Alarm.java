package dev.fanfare.worker;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Acts when this process has run for some time. Time in which it was stopped, by a signal or because its machine slept,
 * does not count. Thread-safe.
 *
 * <p>It waits in steps. One that takes much longer than planned is taken for a stop and waited for again.
 */
final class Alarm {

  /** The longest step, and so what a stop can add to the time. */
  static final Duration STEP = Duration.ofMillis(250);

  /** A timer is also late on a busy machine. */
  static final Duration MOST_LATE = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor timer;
  private final LongSupplier nanoTime;
  private final Runnable action;

  // Guarded by this.
  private long leftNanos;
  private long stepNanos;
  private long startNanos;
  private boolean repeated;
  private boolean cancelled;
  private @Nullable Future<?> step;

  private Alarm(
      ScheduledThreadPoolExecutor timer, LongSupplier nanoTime, Duration time, Runnable action) {
    this.timer = timer;
    this.nanoTime = nanoTime;
    this.leftNanos = time.toNanos();
    this.action = action;
  }

  /**
   * Sets an alarm.
   *
   * @param timer calls the action
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  static Alarm after(
      Duration time, Runnable action, ScheduledThreadPoolExecutor timer, LongSupplier nanoTime) {
    Alarm alarm = new Alarm(timer, nanoTime, time, action);
    alarm.startStep();
    return alarm;
  }

  private synchronized void startStep() {
    stepNanos = Math.min(leftNanos, STEP.toNanos());
    startNanos = nanoTime.getAsLong();
    step = timer.schedule(this::endStep, stepNanos, TimeUnit.NANOSECONDS);
  }

  private void endStep() {
    synchronized (this) {
      if (cancelled) {
        return;
      }
      leftNanos -= countedNanos(nanoTime.getAsLong() - startNanos);
      if (leftNanos > 0) {
        startStep();
        return;
      }
    }
    action.run();
  }

  // No step is repeated twice in a row, or the alarm would never go off on a machine where each
  // step takes that long.
  private long countedNanos(long tookNanos) {
    boolean late = tookNanos > stepNanos + MOST_LATE.toNanos();
    repeated = late && !repeated;
    return repeated ? 0 : Math.min(tookNanos, stepNanos + MOST_LATE.toNanos());
  }

  /** Drops the alarm, unless its action has begun. */
  synchronized void cancel() {
    cancelled = true;
    if (step != null) {
      step.cancel(/* mayInterruptIfRunning= */ false);
    }
  }
}
