package dev.fanfare.cli;

import dev.fanfare.FinishedBatch;
import dev.fanfare.Outcome;
import dev.fanfare.Progress;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, on standard error: a bar on a terminal, a line now and then in the log of a CI job, and else nothing. Called by
 * the run's coordinator.
 */
final class Live implements AutoCloseable {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

  private final @Nullable ProgressBar bar;
  private final @Nullable PrintWriter log;
  private final long tasks;
  private final int workers;
  private final LongSupplier ticker;
  private final long startNanos;
  private long toldNanos;
  private long done;
  private long failed;
  private long running;
  private long remembered;
  private long coldStarts;
  private double billedMillis;
  private long batches;
  private @Nullable BiFunction<Long, Double, String> spending;

  private Supplier<Optional<String>> waitReason = Optional::empty;

  /** In place of the number of tasks. */
  static final long UNKNOWN = -1;

  /** Shows nothing. */
  static final Live NONE = log(null, 0, 0, () -> 0);

  private Live(
      @Nullable ProgressBar bar,
      @Nullable PrintWriter log,
      long tasks,
      int workers,
      LongSupplier ticker) {
    this.bar = bar;
    this.log = log;
    this.tasks = tasks;
    this.workers = workers;
    this.ticker = ticker;
    this.startNanos = ticker.getAsLong();
    this.toldNanos = startNanos;
  }

  /**
   * For a run of that many tasks on that many workers.
   *
   * @param barFits whether a bar can be shown
   * @param linesFit whether lines can be printed where there is no terminal
   */
  static Live of(boolean barFits, boolean linesFit, long tasks, int workers, PrintWriter err) {
    if (barFits) {
      return bar(StatusLine.ofThisProcess(), tasks, workers);
    }
    boolean ci = linesFit && !Terminal.ofStandardError() && isCi(System.getenv("CI"));
    return log(ci ? err : null, tasks, workers, System::nanoTime);
  }

  /** Lines, unless there is nowhere to print them. */
  static Live log(@Nullable PrintWriter err, long tasks, int workers, LongSupplier ticker) {
    return new Live(null, err, tasks, workers, ticker);
  }

  // Set by GitHub, GitLab, CircleCI, Travis and others.
  private static boolean isCi(@Nullable String variable) {
    return variable != null && !variable.isEmpty() && !variable.equals("false");
  }

  /** A bar in that line. */
  static Live bar(StatusLine line, long tasks, int workers) {
    return new Live(bar(line, tasks), null, tasks, workers, System::nanoTime);
  }

  private static ProgressBar bar(StatusLine line, long tasks) {
    return new ProgressBarBuilder()
        .setConsumer(line)
        .setTaskName("")
        .setUnit("", 1)
        .setInitialMax(tasks)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .showSpeed(speed())
        .continuousUpdate()
        .build();
  }

  /** The format of the number of tasks per second. */
  static DecimalFormat speed() {
    return new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }

  /** Also tells what so many invocations, billed for so many milliseconds together, cost. Lost ones are not included. */
  void tellSpending(@Nullable BiFunction<Long, Double, String> how) {
    spending = how;
  }

  /** Also tells what keeps tasks from starting, while something does. */
  void tellWaitReason(Supplier<Optional<String>> what) {
    waitReason = what;
  }

  /** A task is done, whether or not its result can be delivered yet. */
  void note(Outcome<?> outcome) {
    done++;
    failed += outcome.succeeded() ? 0 : 1;
    remembered += outcome.remembered() ? 1 : 0;
    if (bar != null) {
      bar.step();
    } else if (log != null && ticker.getAsLong() - toldNanos >= BETWEEN_LINES.toNanos()) {
      toldNanos = ticker.getAsLong();
      log.println(line());
    }
  }

  /** A batch has returned. */
  void note(FinishedBatch batch) {
    batches++;
    coldStarts += batch.coldStart() ? 1 : 0;
    billedMillis += batch.billedMillis();
  }

  void note(Progress progress) {
    running = Math.min(workers, progress.dispatchedTasks() - progress.completed());
    if (bar != null) {
      bar.setExtraMessage(facts());
    }
  }

  private String facts() {
    StringBuilder facts = new StringBuilder();
    waitReason
        .get()
        .ifPresentOrElse(
            what -> facts.append(", ").append(what), () -> add(facts, running, " running"));
    add(facts, failed, " failed");
    add(facts, remembered, " remembered");
    add(facts, coldStarts, coldStarts == 1 ? " cold start" : " cold starts");
    if (spending != null) {
      facts.append(", ").append(spending.apply(batches, billedMillis));
    }
    return facts.toString();
  }

  private static void add(StringBuilder facts, long count, String what) {
    if (count > 0) {
      facts.append(", ").append(count).append(what);
    }
  }

  private String line() {
    double seconds = (toldNanos - startNanos) / 1e9;
    double rate = done / seconds;
    return String.format(
        Locale.ROOT,
        "%d%s tasks done%s, %.1f tasks/s%s",
        done,
        tasks == UNKNOWN ? "" : " of " + tasks,
        facts(),
        rate,
        tasks == UNKNOWN ? "" : left(Math.round((tasks - done) / rate)));
  }

  private static String left(long seconds) {
    return ", about " + (seconds < 120 ? seconds + " s" : seconds / 60 + " min") + " left";
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
