package dev.fanfare.report;

import dev.fanfare.ElapsedReport;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.lang.management.ManagementFactory;

/** Adds up what a run took. One thread owns it. */
public final class Tally {

  private final Stopwatch stopwatch;
  private final long processCpuNanos = processCpuNanos();
  private long startNanos;
  private long tasks;
  private long failed;
  private long batches;
  private long workerWallNanos;
  private long workerCpuNanos;
  private long coldStarts;
  private double billedMillis;

  /** A tally of the run whose wall time that is. */
  public Tally(Stopwatch stopwatch) {
    this.stopwatch = stopwatch;
  }

  /** The backend is ready: what was until now was start-up. */
  public void started() {
    startNanos = stopwatch.nanos();
  }

  /** A task has settled. */
  public void add(TaskOutcome outcome) {
    tasks++;
    failed += outcome.succeeded() ? 0 : 1;
    workerWallNanos += outcome.timing().wallNanos();
    workerCpuNanos += outcome.timing().cpuNanos();
  }

  /** Tasks that have returned. */
  public long succeeded() {
    return tasks - failed;
  }

  /** Tasks that have failed. */
  public long failed() {
    return failed;
  }

  /** A batch has come back. */
  public void add(WorkerInfo worker) {
    batches++;
    coldStarts += worker.coldStart() ? 1 : 0;
  }

  /** An invocation has been charged. */
  public void add(ReportLine report) {
    billedMillis += report.billedMillis();
  }

  /**
   * What it comes to now.
   *
   * @param inThisProcess whether the tasks ran in this process, so that their processor time is not the orchestrator's
   */
  public ElapsedReport report(String runId, String backend, int workers, boolean inThisProcess) {
    long cpuNanos = processCpuNanos() - processCpuNanos;
    return new ElapsedReport(
        runId,
        backend,
        workers,
        tasks,
        failed,
        batches,
        stopwatch.nanos(),
        startNanos,
        workerWallNanos,
        workerCpuNanos,
        Math.max(0, inThisProcess ? cpuNanos - workerCpuNanos : cpuNanos),
        inThisProcess ? 0 : coldStarts,
        billedMillis);
  }

  private static long processCpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getProcessCpuTime()
        : 0;
  }
}
