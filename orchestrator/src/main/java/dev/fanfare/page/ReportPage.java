package dev.fanfare.page;

import dev.fanfare.Bottleneck;
import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.MemoUse;
import dev.fanfare.kernel.Excerpt;
import dev.fanfare.report.VisibleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code report.html} shows, in the form in which its script reads it. Texts of the run have passed {@link VisibleText}.
 *
 * @param drawing null if the run has no attempts
 * @param missing what the run does not have, in sentences
 */
record ReportPage(
    Facts facts,
    String limit,
    String advice,
    Totals totals,
    List<PhaseTime> phases,
    @Nullable Drawing drawing,
    MemoUse memo,
    Money money,
    List<String> missing) {

  private static final int MOST_CHARACTERS = 120;

  /** {@link RunFacts} as text. */
  record Facts(String run, String version, String backend, String created, String options) {}

  /** The figures of {@link ElapsedReport}. */
  record Totals(
      int workers,
      long tasks,
      long failed,
      long batches,
      long wallNanos,
      long workerWallNanos,
      long workerCpuNanos,
      long workerProcessCpuNanos,
      long orchestratorCpuNanos,
      long coldStarts,
      double speedUp,
      double efficiency) {}

  /** The time of a phase. */
  record PhaseTime(String label, long nanos) {}

  /** What a run costs. */
  record Money(String text, LambdaUse use, double billedMillis) {}

  /** What is drawn of the attempts. */
  record Drawing(
      long micros,
      List<Long> seams,
      Clocks clocks,
      Concurrency.Curves concurrency,
      HeatMap.Cells durations,
      EnvironmentMap.Cells environments,
      Percentiles.Values percentiles,
      Reasons.Summary failures,
      List<String> failedTasks,
      Losses.Summary losses,
      TaskTable slowest,
      TaskTable sample) {}

  static ReportPage of(
      RunFacts facts,
      ElapsedReport report,
      Picture picture,
      Function<SortedSet<Long>, Map<Long, String>> names,
      String costLine) {
    Bottleneck bottleneck = new Bottleneck(report);
    return new ReportPage(
        facts(facts),
        bottleneck.sentence(),
        bottleneck.advice(),
        totals(report),
        phases(report),
        picture.isEmpty() ? null : drawing(picture, names),
        report.memo(),
        new Money(VisibleText.of(costLine.strip()), report.lambdaUse(), report.billedMillis()),
        missing(facts, report, picture));
  }

  private static Facts facts(RunFacts facts) {
    return new Facts(
        VisibleText.of(facts.runId()),
        VisibleText.of(facts.version()),
        VisibleText.of(facts.backend()),
        facts.created().toString(),
        VisibleText.of(facts.options()));
  }

  private static Totals totals(ElapsedReport report) {
    return new Totals(
        report.workers(),
        report.tasks(),
        report.failed(),
        report.batches(),
        report.wallNanos(),
        report.workerWallNanos(),
        report.workerCpuNanos(),
        report.workerProcessCpuNanos(),
        report.orchestratorCpuNanos(),
        report.coldStarts(),
        report.speedUp(),
        report.efficiency());
  }

  private static List<PhaseTime> phases(ElapsedReport report) {
    return report.phaseNanos().entrySet().stream()
        .filter(phase -> phase.getValue() > 0)
        .map(phase -> new PhaseTime(phase.getKey().label(), phase.getValue()))
        .toList();
  }

  private static List<String> missing(RunFacts facts, ElapsedReport report, Picture picture) {
    List<String> missing = new ArrayList<>(facts.missing());
    if (report.phaseNanos().isEmpty()) {
      missing.add(
          "This run was recorded without its phases, so it is not known what it waited for.");
    }
    if (picture.isEmpty()) {
      missing.add(
          "This run was recorded without the times of its tasks. There are no curves, heat maps,"
              + " percentiles, failures or slowest tasks. Runs that this version records have them.");
    }
    return missing;
  }

  private static Drawing drawing(
      Picture picture, Function<SortedSet<Long>, Map<Long, String>> names) {
    List<SeenTask> slowest = picture.slowest();
    List<SeenTask> sample = picture.sample();
    Reasons.Summary failures = picture.failures();
    SortedSet<Long> shown = new TreeSet<>();
    slowest.forEach(task -> shown.add(task.index()));
    sample.forEach(task -> shown.add(task.index()));
    failures.groups().forEach(group -> shown.add(group.first()));
    Map<Long, String> texts = visible(names.apply(shown));
    return new Drawing(
        picture.micros(),
        picture.seams(),
        picture.clocks(),
        picture.concurrency(),
        picture.durations(),
        picture.environments(),
        picture.percentiles(),
        failures,
        failures.groups().stream()
            .map(group -> texts.getOrDefault(group.first(), ""))
            .toList(),
        picture.losses(),
        TaskTable.of(slowest, texts),
        TaskTable.of(sample, texts));
  }

  private static Map<Long, String> visible(Map<Long, String> texts) {
    Map<Long, String> visible = new HashMap<>();
    texts.forEach(
        (index, text) -> visible.put(index, VisibleText.of(Excerpt.of(text, MOST_CHARACTERS))));
    return visible;
  }
}
