package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchLostException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.PollingQueue;
import dev.fanfare.backend.Timeline;
import dev.fanfare.report.Charge;
import dev.fanfare.store.Await;
import dev.fanfare.wire.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** The events for the coordinator. Any thread adds events; the coordinator takes them. */
final class Inbox {

  sealed interface Event {}

  /** The run is to stop. */
  record Stopped(RuntimeException why) implements Event {}

  /** The consumer has taken that many outcomes. */
  record Consumed(long tasks, long nanos) implements Event {}

  /** A lost batch is to be retried. */
  record Due(OpenBatch open, CriticalPath.Moment lost) implements Event {}

  /** The input has delivered what was requested. */
  record Arrived(long nanos) implements Event {}

  /** A second has passed. */
  record Tick() implements Event {}

  /**
   * An attempt at a batch has returned or was lost.
   *
   * @param made when the attempt was made
   * @param nanos when it ended
   */
  record Ended(
      OpenBatch open,
      Batch batch,
      CriticalPath.Moment made,
      long nanos,
      @Nullable BatchResult result,
      @Nullable Throwable error)
      implements Event {

    /** A copy with that result. */
    Ended with(BatchResult found) {
      return new Ended(open, batch, made, nanos, found, null);
    }

    AttemptEnd attempt() {
      return new AttemptEnd(batch, made.nanos(), nanos, result, result == null ? cause() : null);
    }

    /** What the attempt is charged for. */
    Charge charge() {
      if (result != null) {
        return result.charge(batch);
      }
      return Await.cause(error) instanceof BatchLostException lost ? lost.charge() : Charge.UNKNOWN;
    }

    /** Why there is no result, or one without an outcome. */
    Throwable cause() {
      Throwable known = Await.cause(error);
      return known != null
          ? known
          : new BatchLostException(
              Reason.RESULT_UNREADABLE, open + " came back without an outcome", null);
    }
  }

  private final Timeline timeline;
  private final BlockingQueue<Event> events = new PollingQueue<>();

  Inbox(Timeline timeline) {
    this.timeline = timeline;
  }

  void add(Event event) {
    events.add(event);
  }

  /** The pending events in the order of {@link #sorted}; waits until there is one. */
  List<Event> next() throws InterruptedException {
    List<Event> next = new ArrayList<>();
    next.add(timeline.take(events));
    events.drainTo(next);
    return sorted(next);
  }

  /** The pending events. */
  List<Event> drain() {
    List<Event> next = new ArrayList<>();
    events.drainTo(next);
    return sorted(next);
  }

  // Returned batches come last, in the order of the job list, so that the first of several failures
  // is reported (joblib 1.6, Parallel._get_outputs).
  private static List<Event> sorted(List<Event> events) {
    events.sort(Comparator.comparingLong(
        event -> event instanceof Ended ended ? ended.batch().number() : -1));
    return events;
  }
}
