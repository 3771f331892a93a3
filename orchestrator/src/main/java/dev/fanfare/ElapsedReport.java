package dev.fanfare;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Where a run's time went. Times in nanoseconds.
 *
 * @param runId the run
 * @param backend the backend's name, such as {@code processes}
 * @param workers how many workers it had
 * @param tasks tasks that settled
 * @param failed those among them that failed
 * @param batches batches that came back
 * @param wallNanos from the call to its last result, start-up included
 * @param startNanos the part of it before the first batch could be dispatched
 * @param workerWallNanos the tasks' own wall time, added up
 * @param workerCpuNanos the tasks' own processor time, added up
 * @param orchestratorCpuNanos processor time of the calling process, without the tasks that ran in it
 * @param coldStarts workers that were started for this run
 * @param billedMillis what Lambda would charge or charges for, in milliseconds; 0 where nothing was invoked
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
   * The report of a run that several sessions have worked on: their times added up, with what is known of
   * the run as a whole.
   *
   * @param tasks tasks of the run that have settled, whoever has counted them
   * @param failed those among them that failed
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

  /** How many processors' worth of kernel work was done per second of wall time. */
  public double speedUp() {
    return wallNanos == 0 ? 0 : (double) workerCpuNanos / wallNanos;
  }

  /** The speed-up for each worker: 1 is perfect. */
  public double efficiency() {
    return workers == 0 ? 0 : speedUp() / workers;
  }

  /** The report as lines for a reader. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
        elapsed       %s s wall, of which %s s start-up
        workers       %s s CPU, %s s wall in %s%s, %s, %s, %s%s
        orchestrator  %s s CPU
        speed-up      %s (worker CPU / wall), efficiency %s %%""",
        seconds(wallNanos),
        seconds(startNanos),
        seconds(workerCpuNanos),
        seconds(workerWallNanos),
        count(tasks, "task"),
        failed == 0 ? "" : " (" + failed + " failed)",
        batches == 1 ? "1 batch" : batches + " batches",
        count(workers, "worker"),
        count(coldStarts, "cold start"),
        billedMillis == 0 ? "" : ", " + seconds((long) (billedMillis * 1e6)) + " s billed",
        seconds(orchestratorCpuNanos),
        decimals(speedUp(), 2),
        decimals(100 * efficiency(), 0));
  }

  private static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** Nanoseconds as seconds with two decimals. */
  public static String seconds(long nanos) {
    return decimals(nanos / 1e9, 2);
  }

  private static String decimals(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
