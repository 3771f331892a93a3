package dev.fanfare.report;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.MemoUse;
import dev.fanfare.Phase;
import dev.fanfare.Setbacks;
import dev.fanfare.SlowTask;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** Adds up the times of a run. Not thread-safe. */
public final class Tally {

  /** AWS Lambda Developer Guide, "Configure Lambda function memory". */
  static final double MB_PER_VCPU = 1769;

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
  private long attempts;
  private long requests;
  private long unreported;
  private Setbacks setbacks = Setbacks.NONE;
  private final Slowest slowest = new Slowest(ElapsedReport.MOST_SLOWEST);

  /** Exact as long as Lambda bills whole milliseconds. */
  private double billedMbMillis;

  /** A tally for the run with that stopwatch. */
  public Tally(Stopwatch stopwatch) {
    this.stopwatch = stopwatch;
  }

  /** The time since the run began. */
  public Stopwatch stopwatch() {
    return stopwatch;
  }

  /** The backend is ready; the time so far was start-up. */
  public void started() {
    startNanos = stopwatch.nanos();
  }

  /** A task has settled. */
  public void add(Task task, TaskOutcome outcome) {
    slowest.add(task, outcome.timing().wallNanos());
    tasks++;
    failed += outcome.succeeded() ? 0 : 1;
    workerWallNanos += outcome.timing().wallNanos();
    workerCpuNanos += outcome.timing().cpuNanos();
    if (outcome.provisional()) {
      // It was its last try after all, which add(BatchOutcome) takes for one of those before it.
      setbacks = setbacks.plus(new Setbacks(0, 0, -1, -outcome.timing().wallNanos()));
    }
  }

  /** The number of tasks that returned. */
  public long succeeded() {
    return tasks - failed;
  }

  /** The number of tasks that failed. */
  public long failed() {
    return failed;
  }

  /** Records a batch that returned. */
  public void add(BatchOutcome outcome) {
    batches++;
    coldStarts += outcome.worker().coldStart() ? 1 : 0;
    for (TaskOutcome task : outcome.tasks()) {
      if (task.provisional()) {
        setbacks = setbacks.plus(new Setbacks(0, 0, 1, task.timing().wallNanos()));
      }
    }
  }

  /** Records an attempt at a batch that was lost, that long after it was made. */
  public void addLoss(long nanos) {
    setbacks = setbacks.plus(new Setbacks(1, nanos, 0, 0));
  }

  /** Adds what an attempt is charged for, whether or not it returned. */
  public void add(Charge charge) {
    attempts++;
    ReportLine report = charge.report();
    if (report == null || report.memoryMb() == 0) {
      unreported += charge.invoked() ? 1 : 0;
    } else {
      billedMillis += report.billedMillis();
      billedMbMillis += report.billedMillis() * report.memoryMb();
      requests++;
    }
  }

  /** What the invocations until now are billed for, where they are. */
  public LambdaUse billed() {
    double gbSeconds = LambdaUse.gbSeconds(billedMbMillis);
    return requests == 0
        ? LambdaUse.ofUnreported(unreported)
        : new LambdaUse(requests, gbSeconds, batches, attempts - unreported, unreported);
  }

  /**
   * The report so far.
   *
   * @param inThisProcess whether the tasks ran in this process, so that their CPU time must be
   *     subtracted from the orchestrator's
   * @param workerProcessCpuNanos CPU time of the worker processes; 0 if it is not known
   * @param underWay attempts that have not ended
   * @param function the function that was invoked, if it is billed
   * @param memo what was remembered
   * @param phases divides the wall time until then, in nanoseconds, into phases
   */
  public ElapsedReport report(
      String runId,
      String backend,
      int workers,
      boolean inThisProcess,
      long workerProcessCpuNanos,
      int underWay,
      Optional<BilledFunction> function,
      MemoUse memo,
      LongFunction<Map<Phase, Long>> phases) {
    // A cold JVM takes milliseconds to load what these two need, which are part of the run.
    LambdaUse use = use(function, underWay);
    List<SlowTask> slowestTasks = slowest.inOrder();
    long wallNanos = stopwatch.nanos();
    long cpuNanos = processCpuNanos() - processCpuNanos;
    return new ElapsedReport(
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
        Math.max(0, inThisProcess ? cpuNanos - workerCpuNanos : cpuNanos),
        inThisProcess ? 0 : coldStarts,
        billedMillis,
        // What a worker that crashed has used is not known.
        workerProcessCpuNanos < workerCpuNanos ? 0 : workerProcessCpuNanos,
        phases.apply(wallNanos),
        use,
        setbacks,
        slowestTasks,
        memo);
  }

  private LambdaUse use(Optional<BilledFunction> function, int underWay) {
    if (function.isPresent()) {
      LambdaUse whole = billed().plus(LambdaUse.ofUnreported(underWay));
      return whole.in(function.get().region(), function.get().arm());
    }
    return requests > 0 ? billed() : ifOnLambda(batches, workerWallNanos);
  }

  /** What batches would have used that invoked nothing, each an invocation of a function with one vCPU. */
  public static LambdaUse ifOnLambda(long batches, long workerWallNanos) {
    return LambdaUse.of(batches, workerWallNanos / 1e6 * MB_PER_VCPU);
  }

  private static long processCpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getProcessCpuTime()
        : 0;
  }
}
