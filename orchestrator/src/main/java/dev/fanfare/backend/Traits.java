package dev.fanfare.backend;

/**
 * What a backend is like, as far as a call depends on it. Immutable.
 *
 * @param workers what its workers are
 * @param mostWorkers how many it starts at most, however many are asked for
 * @param startsSlowly whether its workers take so long to start that a bare call leaves them for the next one
 * @param outlivesRuns whether batches that are running when their run is aborted go on to their end
 */
public record Traits(Workers workers, int mostWorkers, boolean startsSlowly, boolean outlivesRuns) {

  /** What runs a batch. */
  public enum Workers {
    /** The thread that submits the batch, before {@code submit} returns. */
    CALLING_THREAD,
    /** Threads of this JVM. */
    THREADS,
    /** Other processes, here or elsewhere. */
    PROCESSES
  }

  public Traits {
    if (mostWorkers < 1) {
      throw new IllegalArgumentException("mostWorkers must be at least 1, got: " + mostWorkers);
    }
  }

  /** Any number of workers, which are there at once. */
  public static Traits of(Workers workers) {
    return new Traits(
        workers, Integer.MAX_VALUE, /* startsSlowly= */ false, /* outlivesRuns= */ false);
  }

  /** The same with no more workers than that. */
  public Traits atMost(int most) {
    return new Traits(workers, most, startsSlowly, outlivesRuns);
  }

  /** The same with workers that are worth keeping. */
  public Traits startingSlowly() {
    return new Traits(workers, mostWorkers, /* startsSlowly= */ true, outlivesRuns);
  }

  /** The same with batches that go on when their run is aborted. */
  public Traits outlivingRuns() {
    return new Traits(workers, mostWorkers, startsSlowly, /* outlivesRuns= */ true);
  }

  /** Whether tasks run one after another on the thread that submits them. */
  public boolean onCallingThread() {
    return workers == Workers.CALLING_THREAD;
  }

  /** Whether tasks share this JVM's memory and objects, so that any lambda can run. */
  public boolean sharesMemory() {
    return workers != Workers.PROCESSES;
  }

  /** Whether {@code batchSize = auto} follows the measured durations; joblib's threads keep to one task a batch. */
  public boolean sizesBatches() {
    return !sharesMemory();
  }
}
