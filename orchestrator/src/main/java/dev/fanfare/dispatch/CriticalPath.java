package dev.fanfare.dispatch;

import dev.fanfare.Phase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Divides the wall time of a run into phases, along the chain of events that each event depended on.
 *
 * <p>A batch exists because something happened: the run began, the input delivered, another batch
 * ended. So its path is that of this event, plus its own time. A batch that had to wait for a worker
 * goes by the batch whose end made the worker free. The times of a path always add up to the time of
 * its end. Nothing is kept but the paths of batches under way and of those that ended last. Used by
 * the coordinator.
 */
final class CriticalPath {

  /** Ends that a batch under way may have waited for. */
  private static final int MOST_ENDS = 256;

  private static final Phase[] PHASES = Phase.values();

  /** An event, by its time in nanoseconds since the run began and the phases of the time before it. */
  record Moment(long nanos, long[] phases) {

    private Moment then(long laterNanos, Phase phase) {
      long[] longer = phases.clone();
      longer[phase.ordinal()] += Math.max(0, laterNanos - nanos);
      return new Moment(Math.max(nanos, laterNanos), longer);
    }
  }

  private final Deque<Moment> ends = new ArrayDeque<>();
  private Moment now;

  /** A path that starts when dispatch does. */
  CriticalPath(long nowNanos) {
    now = new Moment(0, new long[PHASES.length]).then(nowNanos, Phase.START_UP);
  }

  /** An event that makes a batch: the time since the event before it went into that phase. */
  void passed(long nowNanos, Phase phase) {
    now = now.then(nowNanos, phase);
  }

  /** The moment at which the event under way makes a batch or an attempt at one. */
  Moment made(long nowNanos) {
    return now.then(nowNanos, Phase.DISPATCH);
  }

  /** An attempt at a batch was lost, or the delay before the next one has passed. */
  void retried(Moment made, long nowNanos) {
    continueFrom(made.then(nowNanos, Phase.RETRYING));
  }

  // An event that happened while the coordinator was busy has waited for the coordinator.
  private void continueFrom(Moment event) {
    if (event.nanos() > now.nanos()) {
      now = event;
    }
  }

  /** A batch has returned; see {@link BatchTime}. */
  void ended(Moment made, long nowNanos, BatchTime own) {
    BatchTime fitting = own.within(nowNanos - made.nanos());
    long begun = nowNanos - fitting.nanos();
    Moment sent = fitting.throttledNanos() > 0
        ? made.then(made.nanos() + fitting.throttledNanos(), Phase.THROTTLING)
        : lastEndBefore(begun, made);
    Moment end = sent.then(begun, Phase.TRANSPORT)
        .then(begun + fitting.coldStartNanos(), Phase.COLD_START)
        .then(begun + fitting.coldStartNanos() + fitting.computingNanos(), Phase.COMPUTING)
        .then(nowNanos, Phase.STORING);
    ends.addLast(end);
    continueFrom(end);
    if (ends.size() > MOST_ENDS) {
      ends.removeFirst();
    }
  }

  /** What a batch that began then was waiting for: the last end before, or else what made it. */
  private Moment lastEndBefore(long begunNanos, Moment made) {
    Iterator<Moment> latestFirst = ends.descendingIterator();
    while (latestFirst.hasNext()) {
      Moment end = latestFirst.next();
      if (end.nanos() <= made.nanos()) {
        return made;
      }
      if (end.nanos() <= begunNanos) {
        return end;
      }
    }
    return made;
  }

  /** The phases of the time until now, in nanoseconds; they add up to it. */
  Map<Phase, Long> until(long nowNanos) {
    long[] phases = now.then(nowNanos, Phase.DELIVERY).phases();
    Map<Phase, Long> named = new EnumMap<>(Phase.class);
    for (Phase phase : PHASES) {
      if (phases[phase.ordinal()] > 0) {
        named.put(phase, phases[phase.ordinal()]);
      }
    }
    return named;
  }
}
