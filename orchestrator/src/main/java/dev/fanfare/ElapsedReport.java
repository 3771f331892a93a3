package dev.fanfare;

import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

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
 * @param workerProcessCpuNanos CPU time of the worker processes, tasks and everything else; 0 if it is
 *     not known, or if tasks ran in the calling process
 * @param phaseNanos what {@code wallNanos} went into; adds up to it. Empty if no session of the run has
 *     recorded its phases
 * @param lambdaUse what Lambda and S3 charge for, or would charge for if the run had been on Lambda
 * @param setbacks work that came to nothing
 * @param slowest the slowest tasks, slowest first; a few at most
 * @param memo tasks that did not run because their values were remembered
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
    double billedMillis,
    long workerProcessCpuNanos,
    Map<Phase, Long> phaseNanos,
    LambdaUse lambdaUse,
    Setbacks setbacks,
    List<SlowTask> slowest,
    MemoUse memo) {

  /** How many slow tasks are told. */
  public static final int MOST_SLOWEST = 3;

  public ElapsedReport {
    phaseNanos = copy(phaseNanos);
    lambdaUse = known(lambdaUse, LambdaUse.NONE);
    setbacks = known(setbacks, Setbacks.NONE);
    slowest = List.copyOf(known(slowest, List.of()));
    memo = known(memo, MemoUse.NONE);
  }

  /** Without setbacks, slow tasks and memo. */
  public ElapsedReport(
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
      double billedMillis,
      long workerProcessCpuNanos,
      Map<Phase, Long> phaseNanos,
      LambdaUse lambdaUse) {
    this(
        runId,
        backend,
        workers,
        tasks,
        failed,
        batches,
        wallNanos,
        startNanos,
        workerWallNanos,
        workerCpuNanos,
        orchestratorCpuNanos,
        coldStarts,
        billedMillis,
        workerProcessCpuNanos,
        phaseNanos,
        lambdaUse,
        Setbacks.NONE,
        List.of(),
        MemoUse.NONE);
  }

  private static Map<Phase, Long> copy(@Nullable Map<Phase, Long> phaseNanos) {
    Map<Phase, Long> copy = new EnumMap<>(Phase.class);
    copy.putAll(phaseNanos == null ? Map.of() : phaseNanos);
    return Collections.unmodifiableMap(copy);
  }

  // Null if it was read from the record of an older version.
  private static <T> T known(@Nullable T value, T ifUnknown) {
    return value == null ? ifUnknown : value;
  }

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
        alike(sessions).stream().mapToDouble(ElapsedReport::billedMillis).sum(),
        sum(sessions, ElapsedReport::workerProcessCpuNanos),
        phases(sessions),
        alike(sessions).stream()
            .map(ElapsedReport::lambdaUse)
            .reduce(LambdaUse.NONE, LambdaUse::plus),
        sessions.stream().map(ElapsedReport::setbacks).reduce(Setbacks.NONE, Setbacks::plus),
        slowest(sessions),
        sessions.stream().map(ElapsedReport::memo).reduce(MemoUse.NONE, MemoUse::plus));
  }

  // What local sessions would have used is no part of what others are billed.
  private static List<ElapsedReport> alike(List<ElapsedReport> sessions) {
    boolean billed = sessions.stream().anyMatch(session -> session.lambdaUse.billed());
    return sessions.stream()
        .filter(session -> session.lambdaUse.billed() == billed)
        .toList();
  }

  private static List<SlowTask> slowest(List<ElapsedReport> sessions) {
    return sessions.stream()
        .flatMap(session -> session.slowest.stream())
        .sorted(Comparator.comparingLong(SlowTask::wallNanos).reversed())
        .limit(MOST_SLOWEST)
        .toList();
  }

  private static Map<Phase, Long> phases(List<ElapsedReport> sessions) {
    Map<Phase, Long> total = new EnumMap<>(Phase.class);
    sessions.forEach(session ->
        session.phaseNanos.forEach((phase, nanos) -> total.merge(phase, nanos, Long::sum)));
    long notRecorded = sessions.stream()
        .filter(session -> session.phaseNanos.isEmpty())
        .mapToLong(ElapsedReport::wallNanos)
        .sum();
    if (!total.isEmpty() && notRecorded > 0) {
      total.put(Phase.NOT_RECORDED, notRecorded);
    }
    return total;
  }

  private static long sum(List<ElapsedReport> sessions, ToLongFunction<ElapsedReport> figure) {
    return sessions.stream().mapToLong(figure).sum();
  }

  /** The number of settled tasks that were not remembered. */
  public long computed() {
    return tasks - memo.remembered();
  }

  /** How much longer the tasks would have taken one after another: their wall time in total, divided by that of the run. */
  public double speedUp() {
    return wallNanos == 0 ? 0 : (double) workerWallNanos / wallNanos;
  }

  /** Speed-up per worker; 1 is ideal. */
  public double efficiency() {
    return workers == 0 ? 0 : speedUp() / workers;
  }

  /** The report as text, without what says nothing. */
  public String text() {
    return text(LabeledText.COLUMNS);
  }

  /** {@link #text()} in lines of at most that many columns. */
  public String text(int columns) {
    return new ReportText(this, columns).text();
  }

  /** Formats nanoseconds as seconds with two decimals. */
  public static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
  }
}
