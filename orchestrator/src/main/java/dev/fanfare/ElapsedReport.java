package dev.fanfare;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Where a run's time went. Times in nanoseconds.
 *
 * @param runId the run
 * @param backend the backend's name, such as {@code processes}
 * @param workers number of workers
 * @param tasks tasks that settled
 * @param failed settled tasks that failed
 * @param batches batches that returned
 * @param wallNanos from the call to its last result, start-up included
 * @param startNanos the part of {@code wallNanos} before the first batch could be dispatched
 * @param workerWallNanos total wall time of the tasks
 * @param workerCpuNanos total CPU time of the tasks
 * @param orchestratorCpuNanos CPU time of the calling process, without tasks that ran in it
 * @param coldStarts workers started for this run
 * @param billedMillis time that Lambda charges for (or would charge for), in milliseconds; 0 if
 *     nothing was invoked
 */
public record ElapsedReport(
    String runId,
    String backend,
    int workers,
    long tasks,
    long failed,
    long batches,
    long wallNanos,
    long startNanos,
    long workerWallNanos,
    long workerCpuNanos,
    long orchestratorCpuNanos,
    long coldStarts,
    double billedMillis) {

  /**
   * The report of a run with several sessions: the sum of their times, and the counts of the whole
   * run.
   *
   * @param tasks settled tasks of the whole run
   * @param failed settled tasks that failed
   */
  public static ElapsedReport total(
      String runId, String backend, long tasks, long failed, List<ElapsedReport> sessions) {
    return new ElapsedReport(
        runId,
        backend,
        sessions.stream().mapToInt(ElapsedReport::workers).max().orElse(0),
        tasks,
        failed,
        sum(sessions, ElapsedReport::batches),
        sum(sessions, ElapsedReport::wallNanos),
        sum(sessions, ElapsedReport::startNanos),
        sum(sessions, ElapsedReport::workerWallNanos),
        sum(sessions, ElapsedReport::workerCpuNanos),
        sum(sessions, ElapsedReport::orchestratorCpuNanos),
        sum(sessions, ElapsedReport::coldStarts),
        sessions.stream().mapToDouble(ElapsedReport::billedMillis).sum());
  }

  private static long sum(List<ElapsedReport> sessions, ToLongFunction<ElapsedReport> figure) {
    return sessions.stream().mapToLong(figure).sum();
  }

  /** CPU time of the tasks divided by wall time. */
  public double speedUp() {
    return wallNanos == 0 ? 0 : (double) workerCpuNanos / wallNanos;
  }

  /** Speed-up per worker; 1 is ideal. */
  public double efficiency() {
    return workers == 0 ? 0 : speedUp() / workers;
  }

  /** The report as text, without what says nothing: a speed-up of no tasks, billed time off AWS. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        elapsed       %s s wall, of which %s s start-up
        workers       %s s CPU, %s s wall in %s%s, %s, %s, %s%s
        orchestrator  %s s CPU%s""",
        seconds(wallNanos),
        seconds(startNanos),
        seconds(workerCpuNanos),
        seconds(workerWallNanos),
        count(tasks, "task"),
        failed == 0 ? "" : " (" + failed + " failed)",
        batches == 1 ? "1 batch" : batches + " batches",
        count(workers, "worker"),
        count(coldStarts, "cold start"),
        billed(),
        seconds(orchestratorCpuNanos),
        tasks == 0 ? "" : "\n" + gain());
  }

  // The other backends' invocations cost nothing.
  private String billed() {
    return billedMillis > 0 && backend.equals("lambda")
        ? ", " + seconds((long) (billedMillis * 1e6)) + " s billed"
        : "";
  }

  private String gain() {
    return "speed-up      " + decimals(speedUp(), 2) + " (worker CPU / wall), efficiency "
        + decimals(100 * efficiency(), 0) + " %";
  }

  private static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** Formats nanoseconds as seconds with two decimals. */
  public static String seconds(long nanos) {
    return decimals(nanos / 1e9, 2);
  }

  private static String decimals(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
