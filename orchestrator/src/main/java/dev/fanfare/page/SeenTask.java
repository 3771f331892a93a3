package dev.fanfare.page;

import dev.fanfare.report.TaskTimes;

/**
 * A task as one attempt ran it.
 *
 * @param index its place in the job list
 * @param startMicros when it started, in microseconds of the run
 * @param wallNanos its wall time
 * @param cpuNanos its CPU time
 * @param worker name of its worker; empty if not known
 * @param thread number of its thread, from 1; 0 if the worker has only one
 * @param attempt which try at its batch, from 1
 * @param failed whether it threw
 */
record SeenTask(
    long index,
    long startMicros,
    long wallNanos,
    long cpuNanos,
    String worker,
    int thread,
    int attempt,
    boolean failed) {

  /** The task at that place of an attempt. */
  static SeenTask of(PlacedAttempt placed, int place) {
    TaskTimes tasks = placed.attempt().tasks();
    long index = tasks.indices()[place];
    return new SeenTask(
        index,
        placed.start(place),
        tasks.wallNanos()[place],
        tasks.cpuNanos()[place],
        placed.attempt().worker(),
        tasks.thread(place),
        placed.attempt().attempt(),
        tasks.errors().containsKey(index));
  }
}
