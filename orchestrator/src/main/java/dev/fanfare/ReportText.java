package dev.fanfare;

import dev.fanfare.kernel.Excerpt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** The text at the end of a run: where the time went, and what to change if that was not into tasks. */
record ReportText(ElapsedReport report, int columns) {

  /** Of the call of the slowest task, so that it fits beside its time. */
  private static final int MOST_CHARACTERS = 40;

  /** Phases below this share of the wall time are told together. */
  private static final double LEAST_SHARE = 0.01;

  /** From this efficiency on, there is nothing to advise. */
  static final double GOOD_EFFICIENCY = 0.5;

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(line("elapsed", elapsed()));
    lines.add(line("tasks", tasks()));
    if (!report.memo().equals(MemoUse.NONE)) {
      lines.add(line("memo", report.memo().text()));
    }
    if (report.computed() > 1 && !report.slowest().isEmpty()) {
      lines.add(line("slowest", slowest()));
    }
    Setbacks setbacks = report.setbacks();
    if (setbacks.lostAttempts() > 0) {
      lines.add(line(
          "lost",
          count(setbacks.lostAttempts(), "attempt") + ", after "
              + duration(setbacks.lostNanos() / 1e9) + " in all"));
    }
    if (setbacks.retriedFailures() > 0) {
      lines.add(line(
          "retried",
          count(setbacks.retriedFailures(), "failure") + ", after "
              + duration(setbacks.retriedNanos() / 1e9) + " in all"));
    }
    if (report.workers() > 0) {
      lines.add(line("workers", workers()));
    }
    if (report.orchestratorCpuNanos() > 0) {
      lines.add(line("orchestrator", seconds(report.orchestratorCpuNanos()) + " s CPU"));
    }
    if (report.computed() > 0 && report.wallNanos() > 0) {
      lines.add(line("speed-up", gain()));
    }
    return String.join("\n", lines);
  }

  private String line(String label, String text) {
    return new LabeledText(label, text).lines(columns);
  }

  private String elapsed() {
    return report.wallNanos() == 0 ? "not known" : seconds(report.wallNanos()) + " s" + phases();
  }

  private String phases() {
    if (report.phaseNanos().isEmpty()) {
      return " wall"
          + (report.startNanos() == 0
              ? ""
              : ", of which " + seconds(report.startNanos()) + " s start-up");
    }
    List<String> told = new ArrayList<>();
    double rest = 1;
    for (Map.Entry<Phase, Long> phase : longestFirst()) {
      double share = share(phase.getValue());
      if (share >= LEAST_SHARE) {
        told.add(together(percent(share) + " " + phase.getKey().label()));
        rest -= share;
      }
    }
    if (rest >= LEAST_SHARE) {
      told.add(together(percent(rest) + " other"));
    }
    return ": " + String.join(", ", told);
  }

  private static String together(String words) {
    return words.replace(' ', LabeledText.NO_BREAK);
  }

  private List<Map.Entry<Phase, Long>> longestFirst() {
    return report.phaseNanos().entrySet().stream()
        .sorted(Map.Entry.<Phase, Long>comparingByValue(Comparator.reverseOrder()))
        .toList();
  }

  private double share(long nanos) {
    return report.wallNanos() == 0 ? 0 : (double) nanos / report.wallNanos();
  }

  private String tasks() {
    if (report.batches() == 0 && report.tasks() > 0) {
      return report.tasks() + failed();
    }
    return report.tasks() + failed() + " in "
        + (report.batches() == 1 ? "1 batch" : report.batches() + " batches") + ": "
        + seconds(report.workerWallNanos()) + " s wall, " + seconds(report.workerCpuNanos())
        + " s CPU";
  }

  private String slowest() {
    SlowTask task = report.slowest().get(0);
    return "task " + task.index() + ", " + Excerpt.of(task.task(), MOST_CHARACTERS) + ": "
        + duration(task.wallNanos() / 1e9);
  }

  private String workers() {
    List<String> told = new ArrayList<>();
    told.add(Integer.toString(report.workers()));
    if (report.coldStarts() > 0) {
      told.add(count(report.coldStarts(), "cold start"));
    }
    if (report.workerProcessCpuNanos() > 0) {
      told.add(seconds(report.workerProcessCpuNanos()) + " s CPU (tasks, JVM, transport)");
    }
    return String.join(", ", told) + billed();
  }

  private String failed() {
    return report.failed() == 0 ? "" : " (" + report.failed() + " failed)";
  }

  // The other backends' invocations cost nothing.
  private String billed() {
    return report.billedMillis() > 0 && report.lambdaUse().billed()
        ? ", " + seconds((long) (report.billedMillis() * 1e6)) + " s billed"
        : "";
  }

  private String gain() {
    String figures = String.format(
        Locale.ROOT,
        "%.2f (task time / wall), efficiency %.0f %%",
        report.speedUp(),
        100 * report.efficiency());
    if (report.efficiency() >= GOOD_EFFICIENCY || report.workers() == 1) {
      return figures;
    }
    return new Bottleneck(report).tooSmall() ? tooSmall() : figures + advice();
  }

  /** A speed-up far below 1 reads like a failure, but all it says is that the tasks were too small. */
  private String tooSmall() {
    return "none: one worker would need about " + duration(report.workerWallNanos() / 1e9)
        + " for these tasks (" + duration(new Bottleneck(report).taskSeconds()) + " each)"
        + advice();
  }

  private String advice() {
    OptionalLong better = new Bottleneck(report).batchSize();
    return better.isPresent() ? "; a batch size of " + better.getAsLong() + " would help" : "";
  }

  /** A time with one decimal, in the unit that suits it. */
  static String duration(double seconds) {
    if (seconds >= 0.1) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return seconds >= 1e-4
        ? String.format(Locale.ROOT, "%.1f ms", seconds * 1e3)
        : String.format(Locale.ROOT, "%.1f us", seconds * 1e6);
  }

  /** A share as a whole percentage. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  private static String seconds(long nanos) {
    return ElapsedReport.seconds(nanos);
  }
}
