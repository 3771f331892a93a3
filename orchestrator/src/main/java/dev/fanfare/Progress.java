package dev.fanfare;

/**
 * How far a call is, right after some of its tasks have completed and before the next batch is cut: plain counters.
 *
 * @param completed tasks that have completed
 * @param dispatchedTasks tasks that have been dispatched, at least the completed ones
 * @param dispatchedBatches batches that these tasks travelled in
 * @param preDispatchAmount tasks that were to be dispatched before the first completion; 0 for "all"
 * @param inputExhausted whether the end of the input has been seen: nothing more will be dispatched
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

  /** Of a call that runs its tasks one after the other in the caller's thread and has work left, or may have. */
  public static Progress sequential(long completed, double elapsedSeconds) {
    return new Progress(completed, completed, completed, 0, false, elapsedSeconds);
  }

  /** Of a call that has run all of its tasks one after the other in the caller's thread. */
  public static Progress sequentialEnd(long completed, double elapsedSeconds) {
    return new Progress(completed, completed, completed, 0, true, elapsedSeconds);
  }

  /** Whether everything that there was to do is done. */
  public boolean finished() {
    return inputExhausted && completed == dispatchedTasks;
  }

  /** The time that the remaining tasks take at the pace so far; meant for an input whose end has been seen. */
  public double remainingSeconds() {
    return elapsedSeconds / Math.max(completed, 1) * (dispatchedTasks - completed);
  }
}
