package dev.fanfare.wire;

/**
 * Who ran a batch.
 *
 * @param id name of the execution environment, unique among the run's workers
 * @param pid process id
 * @param threads size of its thread pool
 * @param batches how many batches it has run, this one included: 1 is a cold start
 */
public record WorkerInfo(String id, long pid, int threads, long batches) {

  /** Nobody known. */
  public static final WorkerInfo UNKNOWN = new WorkerInfo("", 0, 0, 0);

  /** Whether this was the worker's first batch. */
  public boolean coldStart() {
    return batches == 1;
  }
}
