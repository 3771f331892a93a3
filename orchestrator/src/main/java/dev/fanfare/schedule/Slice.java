package dev.fanfare.schedule;

/**
 * The result of a slice.
 *
 * @param status tells the state machine what to do next
 * @param runId the run
 * @param tasks number of tasks in its job list
 * @param settled number of tasks with an outcome
 */
record Slice(Status status, String runId, long tasks, long settled) {

  /** What the state machine does next. */
  enum Status {
    /** Tasks are left; start another slice. */
    RUNNING,
    /** Every task has settled. */
    COMPLETE,
    /** Another execution owns the run; do nothing. */
    DUPLICATE,
    /** The run was cancelled; do nothing more. */
    CANCELLED
  }

  /** The answer to an execution that does not own the run. */
  static Slice duplicate(String runId) {
    return new Slice(Status.DUPLICATE, runId, 0, 0);
  }

  /** The answer if the run was cancelled. */
  static Slice cancelled(String runId, long tasks, long settled) {
    return new Slice(Status.CANCELLED, runId, tasks, settled);
  }

  static Slice of(String runId, long tasks, long settled) {
    return new Slice(settled == tasks ? Status.COMPLETE : Status.RUNNING, runId, tasks, settled);
  }
}
