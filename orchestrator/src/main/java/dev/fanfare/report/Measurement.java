package dev.fanfare.report;

import dev.fanfare.ElapsedReport;

/**
 * What one run of a sample of tasks took.
 *
 * @param tasks number of tasks
 * @param wallNanos wall time without start-up
 * @param cpuNanos CPU time of all processes
 */
public record Measurement(long tasks, long wallNanos, long cpuNanos) {

  public Measurement {
    if (tasks < 1 || wallNanos < 1 || cpuNanos < 0) {
      throw new IllegalArgumentException(
          "tasks and wallNanos must be positive, cpuNanos at least 0," + " got: " + tasks + ", "
              + wallNanos + ", " + cpuNanos);
    }
  }

  /** That of a run with at least one task. */
  public static Measurement of(ElapsedReport report) {
    long workers = Math.max(report.workerProcessCpuNanos(), report.workerCpuNanos());
    return new Measurement(
        report.tasks(),
        Math.max(1, report.wallNanos() - report.startNanos()),
        report.orchestratorCpuNanos() + workers);
  }

  double tasksPerSecond() {
    return tasks * 1e9 / wallNanos;
  }
}
