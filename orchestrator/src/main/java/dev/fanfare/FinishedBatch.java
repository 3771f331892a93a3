package dev.fanfare;

import java.util.List;

/**
 * A batch that returned with outcomes; a retry or backup of it counts as another one. Immutable.
 *
 * @param number the batch's number in its run
 * @param attempt which try at it this was, from 1
 * @param indices indices of its tasks in the job list
 * @param worker name of the worker, unique among the run's workers
 * @param coldStart whether it was the worker's first batch
 * @param wallNanos total wall time of the tasks
 * @param cpuNanos total CPU time of the tasks
 * @param failures number of tasks that failed
 * @param billedMillis time that Lambda charges for (or would charge for), in milliseconds; 0 if
 *     nothing was invoked or Lambda did not report it
 * @param initMillis how long the worker's start took, in milliseconds, if Lambda reported it with this
 *     batch; else 0
 */
public record FinishedBatch(
    long number,
    int attempt,
    List<Long> indices,
    String worker,
    boolean coldStart,
    long wallNanos,
    long cpuNanos,
    long failures,
    double billedMillis,
    double initMillis) {

  public FinishedBatch {
    indices = List.copyOf(indices);
  }
}
