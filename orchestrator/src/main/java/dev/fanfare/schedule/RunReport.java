package dev.fanfare.schedule;

import dev.fanfare.Outcome;
import dev.fanfare.kernel.Excerpt;
import dev.fanfare.report.Cost;
import dev.fanfare.report.PriceList;
import dev.fanfare.runs.RunSummary;
import dev.fanfare.runs.SavedRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report of a scheduled run.
 *
 * @param status its state
 * @param subject a line of fewer than 100 ASCII characters, as SNS requires
 * @param message the text
 */
record RunReport(RunSummary.State status, String subject, String message) {

  private static final int TOLD = 5;
  private static final int MOST_OF_LINE = 500;
  private static final int MOST_OF_NAME = 40;

  /** The report of a run of that job list. */
  static RunReport of(SavedRun run, JobsLocation jobs) {
    return new RunReport(run.summary().state(), subject(run, jobs), message(run, jobs));
  }

  private static String subject(SavedRun run, JobsLocation jobs) {
    String name = jobs.name().replaceAll("[^ -~]", "?");
    String cut = name.substring(Math.max(0, name.length() - MOST_OF_NAME));
    return "Fanfare: " + counts(run) + " (" + cut + ")";
  }

  private static String counts(SavedRun run) {
    long settled = run.tasks() - run.unsettled();
    String left = run.unsettled() == 0 ? "" : " of " + run.tasks();
    String failed = run.failed() == 0 ? "" : ", " + run.failed() + " failed";
    return settled + left + (run.tasks() == 1 ? " task" : " tasks") + " done" + failed;
  }

  private static String message(SavedRun run, JobsLocation jobs) {
    String id = run.manifest().runId();
    String store = " --store s3://" + jobs.bucket();
    StringBuilder text = new StringBuilder();
    line(text, "run           " + id);
    line(text, "job list      " + jobs);
    line(text, "done          " + counts(run));
    line(text, "sessions      " + run.sessions().all().size() + "; times of all sessions:");
    line(text, run.report().text());
    line(text, Cost.of(run.report(), PriceList.load()).toString());
    failures(text, run);
    line(text, "");
    line(text, "Results:  fanfare show " + id + store + " --out results.jsonl");
    if (run.failed() > 0) {
      line(text, "Retry:    fanfare retry-failed " + id + store + worker(run));
    }
    return text.toString();
  }

  private static String worker(SavedRun run) {
    return run.sessions().function().map(name -> " --function " + name).orElse("");
  }

  private static void failures(StringBuilder text, SavedRun run) {
    List<Outcome<@Nullable Object>> first = run.failures(TOLD);
    if (first.isEmpty()) {
      return;
    }
    line(text, "");
    first.forEach(outcome -> line(text, failure(outcome)));
    if (run.failed() > first.size()) {
      line(text, "... and " + (run.failed() - first.size()) + " more failed");
    }
  }

  private static String failure(Outcome<?> outcome) {
    String why = outcome
        .error()
        .map(error ->
            error.of(outcome.task(), error.summary().lines().findFirst().orElse("")))
        .orElse("");
    return Excerpt.of("task " + outcome.index() + " failed, " + why, MOST_OF_LINE);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }
}
