package dev.fanfare.dispatch;

import dev.fanfare.backend.BatchResult;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.TaskOutcome;

/**
 * How long a worker was busy with a batch, excluding queueing, transfer, start-up and polling.
 * Stateless.
 */
final class WorkerTime {

  private WorkerTime() {}

  /**
   * The duration of the invocation, in nanoseconds. Without a report of it, the time from the start
   * of the first task to the end of the last one.
   *
   * @param sinceDispatchNanos time since the batch was dispatched, which is the maximum: a worker's
   *     clock may be set anew while it runs
   */
  static long nanos(BatchResult result, long sinceDispatchNanos) {
    ReportLine report = result.report();
    long nanos =
        report == null ? ofTasks(result.outcome()) : (long) (report.durationMillis() * 1e6);
    return Math.min(sinceDispatchNanos, nanos);
  }

  /** From the start of the first task to the end of the last one, in nanoseconds. */
  static long ofTasks(BatchOutcome outcome) {
    long longest = 0;
    long first = Long.MAX_VALUE;
    long last = 0;
    for (TaskOutcome task : outcome.tasks()) {
      Timing timing = task.timing();
      longest = Math.max(longest, timing.wallNanos());
      // A task that never ran has no start.
      if (timing.startEpochMicros() > 0) {
        long start = timing.startEpochMicros() * 1000;
        first = Math.min(first, start);
        last = Math.max(last, start + timing.wallNanos());
      }
    }
    return Math.max(longest, last - first);
  }
}
