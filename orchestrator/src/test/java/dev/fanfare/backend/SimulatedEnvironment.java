package dev.fanfare.backend;

import dev.fanfare.wire.WorkerInfo;

/** An execution environment of the simulated Lambda: what it remembers from one invocation to the next. Not thread-safe. */
final class SimulatedEnvironment {

  private final int number;
  private final long skewMicros;
  private long startNanos;
  private long batches;

  /**
   * An environment that has not started yet.
   *
   * @param startNanos what its start takes
   * @param skewMicros how much its clock is ahead
   */
  SimulatedEnvironment(int number, long startNanos, long skewMicros) {
    this.number = number;
    this.startNanos = startNanos;
    this.skewMicros = skewMicros;
  }

  long skewMicros() {
    return skewMicros;
  }

  /** What is left of its start: all of it for the first invocation, nothing from then on. */
  long takeStart() {
    long taken = startNanos;
    startNanos = 0;
    return taken;
  }

  /** The worker as it is with its next batch. */
  WorkerInfo next() {
    return new WorkerInfo("simulated-" + number, number, 1, ++batches);
  }
}
