package dev.fanfare.store;

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
 */
public record RunManifest(
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
    List<String> kernels) {

  public RunManifest {
    if (tasks < 0 || timeoutMillis < 0 || nJobs == 0) {
      throw new IllegalArgumentException(
          "tasks and timeoutMillis must not be negative, nor nJobs 0," + " got: " + tasks + ", "
              + timeoutMillis + ", " + nJobs);
    }
    kernels = List.copyOf(kernels);
  }

  /** The same with what is known now of the job list. */
  RunManifest with(long tasksNow, boolean complete, List<String> kernelsNow) {
    return new RunManifest(
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
        kernelsNow);
  }
}
