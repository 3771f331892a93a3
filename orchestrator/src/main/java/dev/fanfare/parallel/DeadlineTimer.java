package dev.fanfare.parallel;

import dev.fanfare.Completion.Reason;
import dev.fanfare.worker.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stops a run when its deadline passes. */
final class DeadlineTimer implements AutoCloseable {

  private final @Nullable ScheduledExecutorService timer;

  private DeadlineTimer(@Nullable ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Calls {@code stop} after that time; never if it is null. */
  @SuppressWarnings("FutureReturnValueIgnored") // Closing shuts the timer down.
  static DeadlineTimer start(@Nullable Duration deadline, Consumer<Reason> stop) {
    if (deadline == null) {
      return new DeadlineTimer(null);
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("fanfare-deadline"));
    timer.schedule(
        () -> stop.accept(Reason.DEADLINE_EXCEEDED), deadline.toNanos(), TimeUnit.NANOSECONDS);
    return new DeadlineTimer(timer);
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
