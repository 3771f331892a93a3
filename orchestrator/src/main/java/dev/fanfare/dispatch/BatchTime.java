package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.wire.ReportLine;

/**
 * What a batch that has returned spent its time with, in nanoseconds. The rest was transport.
 *
 * @param throttledNanos it was not sent, because Lambda throttled
 * @param coldStartNanos its worker was starting
 * @param computingNanos its tasks were running: from the start of the first one to the end of the last
 * @param storingNanos its worker was reading it or storing its outcome
 */
record BatchTime(long throttledNanos, long coldStartNanos, long computingNanos, long storingNanos) {

  static BatchTime of(BatchResult result) {
    long computing = WorkerTime.ofTasks(result.outcome());
    ReportLine report = result.report();
    if (report == null) {
      return new BatchTime(result.throttledNanos(), 0, computing, 0);
    }
    long handler = (long) (report.durationMillis() * 1e6);
    long coldStart = (long) (report.initMillis().orElse(0) * 1e6);
    return new BatchTime(
        result.throttledNanos(), coldStart, computing, Math.max(0, handler - computing));
  }

  /** The time from its worker's start for it to its return. */
  long nanos() {
    return coldStartNanos + computingNanos + storingNanos;
  }

  /**
   * The same, cut to the time that there was. Workers measure with their own clocks, and a worker may
   * have begun to start before there was a batch for it.
   */
  BatchTime within(long mostNanos) {
    long computing = Math.min(computingNanos, mostNanos);
    long storing = Math.min(storingNanos, mostNanos - computing);
    long coldStart = Math.min(coldStartNanos, mostNanos - computing - storing);
    long throttled = Math.min(throttledNanos, mostNanos - computing - storing - coldStart);
    return new BatchTime(throttled, coldStart, computing, storing);
  }
}
