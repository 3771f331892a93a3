package dev.fanfare.schedule;

/**
 * What became of a run in a slice.
 *
 * @param status what the state machine is to do next
 * @param runId the run
 * @param tasks tasks of its job list
 * @param settled those among them that have an outcome
 */
record Slice(Status status, String runId, long tasks, long settled) {

  /** What the state machine is to do next. */
  enum Status {
    /** Tasks are left: ask for another slice. */
    RUNNING,
    /** Every task has settled. */
    COMPLETE,
    /** Another execution has the run: leave it alone. */
    DUPLICATE
  }

  static Slice of(String runId, long tasks, long settled) {
    return new Slice(settled == tasks ? Status.COMPLETE : Status.RUNNING, runId, tasks, settled);
  }
}
