package dev.fanfare;

/**
 * Work of a run that came to nothing. Times in nanoseconds.
 *
 * @param lostAttempts attempts at a batch that were lost
 * @param lostNanos from their creation until their loss was known, added up
 * @param retriedFailures failures of tasks after which the task ran again or was to run again
 * @param retriedNanos wall time of these tries
 */
public record Setbacks(long lostAttempts, long lostNanos, long retriedFailures, long retriedNanos) {

  /** None. */
  public static final Setbacks NONE = new Setbacks(0, 0, 0, 0);

  /** Both together. */
  public Setbacks plus(Setbacks other) {
    return new Setbacks(
        lostAttempts + other.lostAttempts,
        lostNanos + other.lostNanos,
        retriedFailures + other.retriedFailures,
        retriedNanos + other.retriedNanos);
  }
}
