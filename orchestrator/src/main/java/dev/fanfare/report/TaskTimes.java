package dev.fanfare.report;

import java.util.Map;

/**
 * When the tasks of an attempt ran, in columns: the same place in each is one task. In the order of the
 * batch. The arrays must not be changed.
 *
 * @param indices places in the job list
 * @param startMicros starts by the worker's clock, in microseconds after the batch was created; can be
 *     negative if the clocks differ
 * @param wallNanos wall times
 * @param cpuNanos CPU times
 * @param threads numbers of the threads in their worker, from 1; 0 for its only one. Empty if all are 0
 * @param errors what failed tasks threw, in one line, by their index
 */
@SuppressWarnings("ArrayRecordComponent") // A million tasks must fit into a small heap.
public record TaskTimes(
    long[] indices,
    long[] startMicros,
    long[] wallNanos,
    long[] cpuNanos,
    int[] threads,
    Map<Long, String> errors) {

  /** Of an attempt that was lost. */
  public static final TaskTimes NONE =
      new TaskTimes(new long[0], new long[0], new long[0], new long[0], new int[0], Map.of());

  public TaskTimes {
    int size = indices.length;
    if (startMicros.length != size
        || wallNanos.length != size
        || cpuNanos.length != size
        || (threads.length != size && threads.length != 0)) {
      throw new IllegalArgumentException("all columns must have " + size + " tasks");
    }
    errors = Map.copyOf(errors);
  }

  /** The number of tasks. */
  public int size() {
    return indices.length;
  }

  /** The thread of the task at that place. */
  public int thread(int place) {
    return threads.length == 0 ? 0 : threads[place];
  }
}
