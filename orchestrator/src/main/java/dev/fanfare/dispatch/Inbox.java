package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Timeline;
import dev.fanfare.wire.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What the coordinator is told. Anybody adds; the coordinator takes. */
final class Inbox {

  sealed interface Event {}

  /** The run is to stop. */
  record Stopped(RuntimeException why) implements Event {}

  /** The consumer has taken so many outcomes. */
  record Consumed(long tasks) implements Event {}

  /** A batch that was lost is to be tried again. */
  record Due(OpenBatch open) implements Event {}

  /** The input has given what was asked of it. */
  record Arrived() implements Event {}

  /** A second is over. */
  record Tick() implements Event {}

  /** An attempt at a batch has come back, or was lost. */
  record Ended(
      OpenBatch open,
      Batch batch,
      long dispatchedNanos,
      @Nullable BatchResult result,
      @Nullable Throwable error)
      implements Event {}

  private final Timeline timeline;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  Inbox(Timeline timeline) {
    this.timeline = timeline;
  }

  void add(Event event) {
    events.add(event);
  }

  /** What there is to handle, in the order of {@link #sorted}; waits until there is something. */
  List<Event> next() throws InterruptedException {
    List<Event> next = new ArrayList<>();
    next.add(timeline.take(events));
    events.drainTo(next);
    return sorted(next);
  }

  /** What there is to handle by now. */
  List<Event> drain() {
    List<Event> next = new ArrayList<>();
    events.drainTo(next);
    return sorted(next);
  }

  // Batches that have come back at the same time come last, and the first of the job list before
  // the
  // others, so that of several failures the first one is told (joblib 1.6, Parallel._get_outputs).
  private static List<Event> sorted(List<Event> events) {
    events.sort(Comparator.comparingLong(
        event -> event instanceof Ended ended ? ended.batch().number() : -1));
    return events;
  }
}
