package dev.fanfare.runs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be known of a run to go on with it, in any process.
 *
 * @param runId the run
 * @param created when it began
 * @param fanfare version that began it
 * @param backend where its tasks went
 * @param nJobs workers as asked for, such as -1
 * @param batchSize a number, or {@code auto}
 * @param preDispatch an expression
 * @param seed what the tasks' own seeds are made from
 * @param timeoutMillis what a task may take, in milliseconds; 0: any time
 * @param initializer what a worker calls first, as a line of a job list; null: nothing
 * @param tasks tasks in the job list as far as it was taken
 * @param taskListComplete whether that is all of them
 * @param kernels full names of the kernels that it calls, as far as it was taken
 * @param digestsFrom index of the first task whose outcomes count only with its digest; null: none, for
 *     the run was begun by a version that wrote no digests
 */
public record Manifest(
    String runId,
    Instant created,
    String fanfare,
    String backend,
    int nJobs,
    String batchSize,
    String preDispatch,
    long seed,
    long timeoutMillis,
    @Nullable String initializer,
    long tasks,
    boolean taskListComplete,
    List<String> kernels,
    @Nullable Long digestsFrom) {

  public Manifest {
    if (tasks < 0 || timeoutMillis < 0 || nJobs == 0) {
      throw new IllegalArgumentException(
          "tasks and timeoutMillis must not be negative, nor nJobs 0," + " got: " + tasks + ", "
              + timeoutMillis + ", " + nJobs);
    }
    kernels = List.copyOf(kernels);
  }

  /** How many tasks at the beginning of the list may have outcomes without a digest. */
  long undigested() {
    return digestsFrom == null ? Long.MAX_VALUE : digestsFrom;
  }

  /** The same with what is known now of the job list, the rest of which was not known when outcomes had no digests. */
  Manifest with(long tasksNow, boolean complete, List<String> kernelsNow, long digestsFromNow) {
    return new Manifest(
        runId,
        created,
        fanfare,
        backend,
        nJobs,
        batchSize,
        preDispatch,
        seed,
        timeoutMillis,
        initializer,
        tasksNow,
        complete,
        kernelsNow,
        Math.min(undigested(), digestsFromNow));
  }
}
