package dev.fanfare.dispatch;

import dev.fanfare.Phase;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Divides the wall time of a run into phases, along the chain of events that each event depended on.
 *
 * <p>A batch exists because something happened: the run began, the input delivered, another batch
 * ended. So its path is that of this event, plus its own time. A batch that had to wait for a worker
 * goes by the batch whose end made the worker free. The times of a path always add up to the time of
 * its end. Nothing is kept but the paths of batches under way and of those that ended last. Used by
 * the coordinator.
 */
@SuppressWarnings("EnumOrdinal") // Places in arrays that are never stored.
final class CriticalPath {

  private static final int LEAST_ENDS = 256;

  private static final Phase[] PHASES = Phase.values();

  /**
   * An event.
   *
   * @param nanos its time since the run began, in nanoseconds
   * @param phases how the time before it is divided
   * @param busy whether a batch that is made then must wait for a worker
   */
  record Moment(long nanos, long[] phases, boolean busy) {

    private Moment then(long laterNanos, Phase phase) {
      long[] longer = phases.clone();
      longer[phase.ordinal()] += Math.max(0, laterNanos - nanos);
      return new Moment(Math.max(nanos, laterNanos), longer, false);
    }
  }

  /**
   * The latest ends, which a batch under way may have waited for, by their times: when a batch returned, and
   * when its worker had computed it. On Lambda, a worker gets its next batch while the coordinator still
   * reads the result.
   */
  private final NavigableMap<Long, Moment> ends = new TreeMap<>();

  private final int mostEnds;
  private Moment now;

  /**
   * A path that starts when dispatch does.
   *
   * @param workers between the making of a batch and its end, about as many others end
   */
  CriticalPath(long nowNanos, int workers) {
    mostEnds = Math.max(LEAST_ENDS, 4 * workers);
    now = new Moment(0, new long[PHASES.length], false).then(nowNanos, Phase.START_UP);
  }

  /** An event that makes a batch: the time since the event before it went into that phase. */
  void passed(long nowNanos, Phase phase) {
    now = now.then(nowNanos, phase);
  }

  /**
   * The moment at which the event under way makes a batch or an attempt at one.
   *
   * @param busy whether all workers have a batch
   */
  Moment made(long nowNanos, boolean busy) {
    Moment then = now.then(nowNanos, Phase.DISPATCH);
    return new Moment(then.nanos(), then.phases(), busy);
  }

  /** An attempt at a batch was lost or is late, or the delay before the next one has passed. */
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
    Moment computed = sent.then(begun, Phase.TRANSPORT)
        .then(begun + fitting.coldStartNanos(), Phase.COLD_START)
        .then(begun + fitting.coldStartNanos() + fitting.computingNanos(), Phase.COMPUTING);
    Moment end = computed.then(nowNanos, Phase.STORING);
    ends.put(computed.nanos(), computed);
    ends.put(end.nanos(), end);
    continueFrom(end);
    while (ends.size() > mostEnds) {
      ends.pollFirstEntry();
    }
  }

  /** What a batch that began then was waiting for: the last end before, or else what made it. */
  private Moment lastEndBefore(long begunNanos, Moment made) {
    Map.Entry<Long, Moment> end = made.busy() ? ends.floorEntry(begunNanos) : null;
    return end == null || end.getKey() <= made.nanos() ? made : end.getValue();
  }

  /**
   * The phases of the time until now, in nanoseconds; they add up to it.
   *
   * @param last the phase of the time since the last event
   */
  Map<Phase, Long> until(long nowNanos, Phase last) {
    long[] phases = now.then(nowNanos, last).phases();
    Map<Phase, Long> named = new EnumMap<>(Phase.class);
    for (Phase phase : PHASES) {
      if (phases[phase.ordinal()] > 0) {
        named.put(phase, phases[phase.ordinal()]);
      }
    }
    return named;
  }
}
