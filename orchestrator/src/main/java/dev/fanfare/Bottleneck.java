package dev.fanfare;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What limited a run most, and what to change.
 *
 * @param report the run
 */
public record Bottleneck(ElapsedReport report) {

  /** What a batch should take at least, as with automatic batches (joblib 1.6, {@code MIN_IDEAL_BATCH_DURATION}). */
  private static final double LEAST_BATCH_SECONDS = 0.2;

  /** All tasks together must take at least this many times as long as the start of the workers. */
  private static final int LEAST_RATIO = 4;

  /** Parallel work in processes pays from about here (README). */
  private static final double LEAST_TASK_SECONDS = 0.01;

  /** Phases in which a run waits for others. */
  private static final Set<Phase> WAITING =
      Set.of(Phase.INPUT, Phase.CONSUMER, Phase.THROTTLING, Phase.RETRYING);

  private static final double LONG_WAIT = 0.3;

  /** From this efficiency on, workers were busy. */
  private static final double GOOD_EFFICIENCY = 0.7;

  /** Below this share of CPU time in the time of the tasks, they did not compute all the time. */
  private static final double LEAST_CPU_SHARE = 0.7;

  /** What limited the run, in one sentence. */
  public String sentence() {
    if (allRemembered()) {
      return "No task had to run: the memo had all values.";
    }
    if (tooSmall()) {
      return (taskSeconds() < LEAST_TASK_SECONDS
              ? "The tasks were too small"
              : "There was too little work")
          + ": one worker would need about "
          + ReportText.duration(report.triedNanos() / 1e9)
          + " for all tasks, but the run took " + wall() + ".";
    }
    return longest()
        .map(phase -> limited(phase.getKey()) + ": " + ReportText.percent(share(phase.getValue()))
            + " of the run's " + wall() + " went there" + busy(phase.getKey()) + ".")
        .orElseGet(() -> "The run took " + wall()
            + "; what limited it is not known, because its phases were not recorded.");
  }

  private boolean allRemembered() {
    return report.computed() == 0 && report.memo().remembered() > 0;
  }

  private String wall() {
    return ReportText.duration(report.wallNanos() / 1e9);
  }

  private static String limited(Phase phase) {
    return switch (phase) {
      case START_UP -> "Start-up limited this run";
      case INPUT -> "The job list limited this run, because its next task was not there yet";
      case THROTTLING -> "Lambda's throttling limited this run";
      case COLD_START -> "Cold starts limited this run";
      case TRANSPORT -> "The way to the workers and back limited this run";
      case COMPUTING -> "Computing limited this run";
      case STORING -> "Storing results limited this run";
      case RETRYING -> "Lost attempts limited this run";
      case DISPATCH -> "The orchestrator limited this run";
      case DELIVERY -> "Handing over the results limited this run";
      case CONSUMER -> "The consumer of the results limited this run";
      case NOT_RECORDED -> "What limited this run is hidden in the time without recorded phases";
    };
  }

  private String busy(Phase phase) {
    return phase == Phase.COMPUTING && report.workers() > 1
        ? String.format(
            Locale.ROOT,
            ", and the %d workers were busy %.0f %% of the time",
            report.workers(),
            100 * Math.min(1, report.efficiency()))
        : "";
  }

  /** What to change, in a sentence or two. */
  public String advice() {
    OptionalLong better = batchSize();
    if (better.isPresent()) {
      return "Use a batch size of " + better.getAsLong() + ".";
    }
    if (tooSmall()) {
      return taskSeconds() < LEAST_TASK_SECONDS
          ? "Put more work into each task, or use the threads backend."
          : "Give it more tasks, reuse one Parallel for several calls, or use the threads backend.";
    }
    return longest()
        .map(phase -> advice(phase.getKey()))
        .orElse("Runs that this version records have phases.");
  }

  private String advice(Phase phase) {
    return switch (phase) {
      case START_UP, COLD_START ->
        "Reuse one Parallel for several calls, use fewer workers, or give each more work.";
      case INPUT -> "Make the job list faster to read, for example by preparing it beforehand.";
      case THROTTLING ->
        "Raise the account's concurrency quota, reserve concurrency, or use fewer workers.";
      case TRANSPORT -> "Use larger batches, or smaller arguments and results.";
      case COMPUTING -> computing();
      case STORING -> "Return smaller results, or use larger batches.";
      case RETRYING ->
        "See which attempts were lost and why: more memory or smaller batches may help.";
      case DISPATCH -> "Use larger batches, so that there is less to cut and settle.";
      case DELIVERY -> "Do less in the code that receives the results.";
      case CONSUMER -> "Read the stream faster, or collect its results first.";
      case NOT_RECORDED ->
        "A process that is killed records no phases: end it with Ctrl-C instead.";
    };
  }

  private String computing() {
    if (report.workerCpuNanos() < LEAST_CPU_SHARE * report.workerWallNanos()) {
      return "Tasks had a CPU for "
          + ReportText.percent((double) report.workerCpuNanos() / report.workerWallNanos())
          + " of their time. Either there were more workers than CPUs, or tasks waited for something.";
    }
    return report.efficiency() >= GOOD_EFFICIENCY
        ? "More workers, or faster tasks, would shorten it."
        : "Workers waited while a few still computed: split the longest tasks, put them first, or use"
            + " smaller batches.";
  }

  private Optional<Map.Entry<Phase, Long>> longest() {
    return report.phaseNanos().entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()));
  }

  /**
   * Whether one worker would have been faster, because the tasks were too small. False if attempts were lost: how long
   * their tasks took is not known.
   */
  boolean tooSmall() {
    return report.workers() != 1
        && report.speedUp() < 1
        && report.setbacks().lostAttempts() == 0
        && tasksWereTooSmall();
  }

  // Not if the run was waiting for others.
  private boolean tasksWereTooSmall() {
    double waiting = 0;
    for (Phase phase : WAITING) {
      waiting += share(report.phaseNanos().getOrDefault(phase, 0L));
    }
    return waiting < LONG_WAIT && report.workerWallNanos() > 0;
  }

  /**
   * The batch size that would help, if any. Larger batches help if there are enough tasks for all workers to have one that is
   * long enough, and the tasks take long enough to pay for the start of the workers.
   */
  OptionalLong batchSize() {
    double perBatch = (double) report.computed() / Math.max(1, report.batches());
    long better = (long) Math.ceil(LEAST_BATCH_SECONDS / Math.max(1e-9, taskSeconds()));
    boolean helps = report.workers() != 1
        && report.efficiency() < ReportText.GOOD_EFFICIENCY
        && better > 2 * perBatch
        && share(report.phaseNanos().getOrDefault(Phase.DELIVERY, 0L)) < LONG_WAIT
        && better * report.workers() <= report.computed()
        && report.workerWallNanos() > LEAST_RATIO * starting();
    return helps ? OptionalLong.of(twoDigits(better)) : OptionalLong.empty();
  }

  // More digits would only be noise.
  private static long twoDigits(long size) {
    long unit = 1;
    while (size / unit >= 100) {
      unit *= 10;
    }
    return (size + unit - 1) / unit * unit;
  }

  private long starting() {
    return report.phaseNanos().getOrDefault(Phase.START_UP, 0L)
        + report.phaseNanos().getOrDefault(Phase.COLD_START, 0L);
  }

  /** How long a task took on average, with failures after which it ran again. */
  double taskSeconds() {
    return report.triedNanos() / 1e9 / Math.max(1, report.computed());
  }

  private double share(long nanos) {
    return report.wallNanos() == 0 ? 0 : (double) nanos / report.wallNanos();
  }
}
