package dev.fanfare.report;

import dev.fanfare.kernel.Excerpt;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.TaskOutcome;
import java.util.HashMap;
import java.util.List;
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
 * @param retried likewise, of failures after which the task ran again or was given up
 */
@SuppressWarnings("ArrayRecordComponent") // A million tasks must fit into a small heap.
public record TaskTimes(
    long[] indices,
    long[] startMicros,
    long[] wallNanos,
    long[] cpuNanos,
    int[] threads,
    Map<Long, String> errors,
    Map<Long, String> retried) {

  private static final int MOST_CHARACTERS = 200;

  /** Of an attempt that was lost. */
  public static final TaskTimes NONE = new TaskTimes(
      new long[0], new long[0], new long[0], new long[0], new int[0], Map.of(), Map.of());

  // What is empty is not written, and the other columns are null if a line was damaged.
  @SuppressWarnings("ConstantValue")
  public TaskTimes {
    if (indices == null || startMicros == null || wallNanos == null || cpuNanos == null) {
      throw new IllegalArgumentException("all columns must be given");
    }
    threads = threads == null ? new int[0] : threads;
    errors = errors == null ? Map.of() : errors;
    retried = retried == null ? Map.of() : retried;
    int size = indices.length;
    if (startMicros.length != size
        || wallNanos.length != size
        || cpuNanos.length != size
        || (threads.length != size && threads.length != 0)) {
      throw new IllegalArgumentException("all columns must have " + size + " tasks");
    }
    errors = Map.copyOf(errors);
    retried = Map.copyOf(retried);
  }

  /**
   * The times of these outcomes.
   *
   * @param createdEpochMicros when their batch was created, in microseconds since 1970
   */
  public static TaskTimes of(List<TaskOutcome> outcomes, long createdEpochMicros) {
    int size = outcomes.size();
    boolean numbered = size > 0 && outcomes.get(0).timing().thread() > 0;
    boolean failed = false;
    TaskTimes times = new TaskTimes(
        new long[size],
        new long[size],
        new long[size],
        new long[size],
        new int[numbered ? size : 0],
        Map.of(),
        Map.of());
    for (int place = 0; place < size; place++) {
      times.set(place, outcomes.get(place), createdEpochMicros);
      failed |= !outcomes.get(place).succeeded();
    }
    return failed ? times.withMessages(outcomes) : times;
  }

  private void set(int place, TaskOutcome outcome, long createdEpochMicros) {
    Timing timing = outcome.timing();
    indices[place] = outcome.index();
    startMicros[place] =
        timing.equals(Timing.NONE) ? 0 : timing.startEpochMicros() - createdEpochMicros;
    wallNanos[place] = timing.wallNanos();
    cpuNanos[place] = timing.cpuNanos();
    if (threads.length > 0) {
      threads[place] = timing.thread();
    }
  }

  private TaskTimes withMessages(List<TaskOutcome> outcomes) {
    Map<Long, String> counting = new HashMap<>();
    Map<Long, String> provisional = new HashMap<>();
    for (TaskOutcome outcome : outcomes) {
      if (outcome.error() != null) {
        String message = Excerpt.of(outcome.error().summary(), MOST_CHARACTERS);
        (outcome.provisional() ? provisional : counting).put(outcome.index(), message);
      }
    }
    return new TaskTimes(indices, startMicros, wallNanos, cpuNanos, threads, counting, provisional);
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
