package dev.fanfare;

/**
 * What a run's wall time went into. At each moment, a run waits for one thing: the last link of the
 * chain of events that its end depends on.
 */
public enum Phase {
  /** Checking the job list and starting servers and workers, before the first batch could be dispatched. */
  START_UP("start-up"),
  /** The caller's iterator had no next task. */
  INPUT("input"),
  /** Lambda throttled, so a batch was not sent yet. */
  THROTTLING("throttling"),
  /** A worker was starting for a batch. */
  COLD_START("cold start"),
  /** A batch was on its way to a worker, or its outcome on the way back, queues included. */
  TRANSPORT("transport"),
  /** A worker was running tasks. */
  COMPUTING("computing"),
  /** A worker was reading a batch or storing its result. */
  STORING("storing"),
  /** An attempt at a batch was lost, or the next one was being delayed. */
  RETRYING("retrying"),
  /** The orchestrator was cutting batches and settling tasks. */
  DISPATCH("dispatch"),
  /** Outcomes were being handed to the caller's code. */
  DELIVERY("delivery"),
  /** The consumer of a stream was busy, so nothing was dispatched. */
  CONSUMER("consumer"),
  /** The time of sessions of the run that have no phases: they were killed, are still running, or an older version recorded them. */
  NOT_RECORDED("not recorded");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** Its name in reports. */
  public String label() {
    return label;
  }
}
