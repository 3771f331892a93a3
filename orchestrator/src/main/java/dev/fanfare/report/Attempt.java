package dev.fanfare.report;

import dev.fanfare.store.RunFolder;

/**
 * The spans of an attempt at a batch: what a run's folder keeps of it. All but {@code createdEpochMicros} are durations or come after
 * it, by the orchestrator's clock unless they say otherwise.
 *
 * @param batch number of the batch; sessions' batches do not overlap, see {@link #session}
 * @param attempt which try at it, from 1
 * @param createdEpochMicros when it was made, in microseconds since 1970
 * @param throttledMicros how long it was not sent because Lambda throttled
 * @param answeredMicros from its creation until its outcome was there, or its loss was known
 * @param fetchedMicros the part of {@code answeredMicros} after the worker's answer, in which its outcome was read
 * @param settledMicros from its creation until its outcomes had been passed on
 * @param worker name of the worker, unique among the run's workers; empty if not known
 * @param workerThreads size of the worker's thread pool
 * @param coldStart whether it was its worker's first batch
 * @param initMillis how long the worker's start took, if Lambda reported it with this attempt; else 0
 * @param handlerMillis how long the worker had the batch, by its own clock; 0 if not known
 * @param billedMillis what Lambda charges for, or would charge for; 0 if nothing was invoked or reported
 * @param memoryMb memory of the function; 0 if not known
 * @param maxMemoryMb most memory that the worker used until then; 0 if not known
 * @param loss why there is no outcome, in one line; empty if there is one
 * @param tasks its tasks
 */
public record Attempt(
    long batch,
    int attempt,
    long createdEpochMicros,
    long throttledMicros,
    long answeredMicros,
    long fetchedMicros,
    long settledMicros,
    String worker,
    int workerThreads,
    boolean coldStart,
    double initMillis,
    double handlerMillis,
    double billedMillis,
    int memoryMb,
    int maxMemoryMb,
    String loss,
    TaskTimes tasks) {

  // What is empty is not written, and tasks are null if a line was damaged.
  @SuppressWarnings("ConstantValue")
  public Attempt {
    worker = worker == null ? "" : worker;
    loss = loss == null ? "" : loss;
    if (tasks == null) {
      throw new IllegalArgumentException("tasks must be given");
    }
  }

  /** The session that made it, from 1. */
  public int session() {
    return (int) (batch / RunFolder.SESSION_BATCHES) + 1;
  }

  /** Appends it as a line of JSON with the names of the components, without a line break. */
  public void appendJson(StringBuilder to) {
    AttemptLine.append(this, to);
  }

  /** Whether a worker ran its tasks; otherwise, those that it has were given up. */
  public boolean ran() {
    return !worker.isEmpty();
  }

  /** Whether it returned without an outcome. */
  public boolean lost() {
    return !loss.isEmpty();
  }
}
