package dev.fanfare.report;

import dev.fanfare.ElapsedReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares runs of the same job list on several backends.
 *
 * @param reports one report per backend
 */
public record Comparison(List<ElapsedReport> reports) {

  private static final List<String> HEADINGS = List.of(
      "backend", "tasks", "workers", "wall s", "task CPU s", "own CPU s", "speed-up", "efficiency");

  public Comparison {
    reports = List.copyOf(reports);
  }

  /**
   * How many times faster a run was than the sequential one; empty if there was no sequential run.
   *
   * <p>The wall time includes start-up, because the user waits for it.
   */
  public Optional<Double> speedUp(ElapsedReport report) {
    return reports.stream()
        .filter(other -> other.backend().equals("sequential"))
        .findFirst()
        .map(sequential -> (double) sequential.wallNanos() / report.wallNanos());
  }

  /** The table, columns aligned, lines separated by newlines. */
  public String table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    reports.forEach(report -> rows.add(row(report)));
    return new Table(rows).text();
  }

  private List<String> row(ElapsedReport report) {
    Optional<Double> speedUp = speedUp(report);
    return List.of(
        report.backend(),
        Long.toString(report.tasks()),
        Integer.toString(report.workers()),
        ElapsedReport.seconds(report.wallNanos()),
        ElapsedReport.seconds(report.workerCpuNanos()),
        ElapsedReport.seconds(report.orchestratorCpuNanos()),
        speedUp.map(x -> String.format(Locale.ROOT, "%.2f", x)).orElse("-"),
        speedUp
            .map(x -> String.format(Locale.ROOT, "%.0f %%", 100 * x / report.workers()))
            .orElse("-"));
  }
}
