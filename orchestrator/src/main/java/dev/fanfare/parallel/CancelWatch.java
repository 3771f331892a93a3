package dev.fanfare.parallel;

import dev.fanfare.StoreException;
import dev.fanfare.runs.Journal;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.worker.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stops a recorded run when another process asks for that, as {@code fanfare cancel} does. */
final class CancelWatch implements AutoCloseable {

  private static final Duration BETWEEN_LOOKS_AT_FOLDER = Duration.ofMillis(500);

  /** Each look costs a request. */
  private static final Duration BETWEEN_LOOKS_AT_BUCKET = Duration.ofSeconds(5);

  private final @Nullable ScheduledExecutorService timer;

  private CancelWatch(@Nullable ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** For a run that is not recorded. */
  static CancelWatch none() {
    return new CancelWatch(null);
  }

  /** Calls {@code stop} when another process asks for that, on a thread of its own. */
  @SuppressWarnings("FutureReturnValueIgnored") // Closing shuts the timer down.
  static CancelWatch start(Journal recording, Runnable stop) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("fanfare-cancel"));
    CancelWatch watch = new CancelWatch(timer);
    long nanos = between(recording.location()).toNanos();
    timer.scheduleWithFixedDelay(
        () -> watch.look(recording, stop), nanos, nanos, TimeUnit.NANOSECONDS);
    return watch;
  }

  private static Duration between(StoreLocation location) {
    return location instanceof StoreLocation.Folder
        ? BETWEEN_LOOKS_AT_FOLDER
        : BETWEEN_LOOKS_AT_BUCKET;
  }

  private void look(Journal recording, Runnable stop) {
    if (isCancelled(recording)) {
      close();
      Console.STANDARD_ERROR.accept(
          "run " + recording.runId() + " was cancelled by another process");
      stop.run();
    }
  }

  // A store that does not answer says nothing about the run.
  private static boolean isCancelled(Journal recording) {
    try {
      return recording.isCancelled();
    } catch (StoreException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.shutdown();
    }
  }
}
