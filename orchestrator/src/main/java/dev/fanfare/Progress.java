package dev.fanfare;

/**
 * The progress of a call after some of its tasks completed and before the next batch is cut.
 *
 * @param completed tasks that have completed
 * @param dispatchedTasks tasks that have been dispatched, at least the completed ones
 * @param dispatchedBatches batches of these tasks
 * @param preDispatchAmount tasks to dispatch before the first completion; 0 for "all"
 * @param inputExhausted whether the end of the input was reached, so that nothing more will be
 *     dispatched
 * @param elapsedSeconds time since the call began
 */
public record Progress(
    long completed,
    long dispatchedTasks,
    long dispatchedBatches,
    long preDispatchAmount,
    boolean inputExhausted,
    double elapsedSeconds) {

  public Progress {
    if (completed < 0 || completed > dispatchedTasks) {
      throw new IllegalArgumentException("completed must be between 0 and the " + dispatchedTasks
          + " dispatched tasks, got: " + completed);
    }
  }

  /** Progress of a call that runs its tasks on the calling thread and may have work left. */
  public static Progress sequential(long completed, double elapsedSeconds) {
    return new Progress(completed, completed, completed, 0, false, elapsedSeconds);
  }

  /** Progress of a call that has run all its tasks on the calling thread. */
  public static Progress sequentialEnd(long completed, double elapsedSeconds) {
    return new Progress(completed, completed, completed, 0, true, elapsedSeconds);
  }

  /** Whether all tasks are done. */
  public boolean finished() {
    return inputExhausted && completed == dispatchedTasks;
  }

  /**
   * The estimated time for the remaining tasks; only meaningful if the end of the input was
   * reached.
   */
  public double remainingSeconds() {
    return elapsedSeconds / Math.max(completed, 1) * (dispatchedTasks - completed);
  }
}
