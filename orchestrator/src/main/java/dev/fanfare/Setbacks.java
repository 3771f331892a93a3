package dev.fanfare;

/**
 * Work of a run that came to nothing. Times in nanoseconds.
 *
 * @param lostAttempts attempts at a batch that were lost
 * @param lostNanos from their creation until their loss was known, added up
 * @param retriedTasks how many times a task failed and was run again or given up
 * @param retriedNanos wall time of these tries
 */
public record Setbacks(long lostAttempts, long lostNanos, long retriedTasks, long retriedNanos) {

  /** None. */
  public static final Setbacks NONE = new Setbacks(0, 0, 0, 0);

  /** Both together. */
  public Setbacks plus(Setbacks other) {
    return new Setbacks(
        lostAttempts + other.lostAttempts,
        lostNanos + other.lostNanos,
        retriedTasks + other.retriedTasks,
        retriedNanos + other.retriedNanos);
  }
}
