package dev.fanfare.runs;

import dev.fanfare.Options;
import dev.fanfare.Version;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.SharedArgument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What any process needs to know to resume a run.
 *
 * @param runId the run
 * @param created when it started
 * @param fanfare version that started it
 * @param backend backend it was started with
 * @param nJobs requested number of workers, such as -1
 * @param batchSize a number, or {@code auto}
 * @param preDispatch an expression
 * @param seed base of the tasks' seeds
 * @param timeoutMillis time limit of a task in milliseconds; 0 for none
 * @param initializer call that a worker runs first, as a line of a job list; null for none
 * @param retries how often a task that fails runs again; 0 in records of older versions
 * @param tasks number of tasks in the job list, as far as it was read
 * @param taskListComplete whether the list was read to its end
 * @param kernels full names of its kernels, as far as the list was read
 * @param digestsFrom index of the first task whose outcomes count only with its digest; null if the
 *     run was started by a version that wrote no digests
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
    int retries,
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

  /** That of a run that begins now. */
  public static Manifest of(String runId, String backend, Options options) {
    Delayed<?> initializer = options.initializer();
    if (initializer != null && !SharedArgument.of(initializer).isEmpty()) {
      throw new IllegalArgumentException(
          "the initializer of a recorded run must have no shared arguments, got: " + initializer);
    }
    return new Manifest(
        runId,
        Instant.now(),
        Version.FANFARE,
        backend,
        options.nJobs(),
        options.batchSize().text(),
        options.preDispatch().text(),
        options.seed(),
        options.timeoutMillis(),
        initializer == null ? null : Codec.writeJob(initializer),
        options.retries().most(),
        /* tasks= */ 0,
        /* taskListComplete= */ false,
        List.of(),
        /* digestsFrom= */ 0L);
  }

  /**
   * The options of a resume: its caller's, with what decides on the tasks' results as the run has it. The
   * timeout is the caller's if there is one.
   */
  public Options optionsOver(Options callers) {
    boolean timed = callers.timeout() == null && timeoutMillis > 0;
    return callers.toBuilder()
        .seed(seed)
        .initializer(initializer == null ? null : Codec.readJob(initializer))
        .timeout(timed ? Duration.ofMillis(timeoutMillis) : callers.timeout())
        .build();
  }

  /** How many tasks at the beginning of the list may have outcomes without a digest. */
  long undigested() {
    return digestsFrom == null ? Long.MAX_VALUE : digestsFrom;
  }

  /** A copy with the current state of the job list; tasks from that index on require digests. */
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
        retries,
        tasksNow,
        complete,
        kernelsNow,
        Math.min(undigested(), digestsFromNow));
  }
}
