package dev.fanfare.report;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LabeledText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** The table or, if it is wider than that, the same as a paragraph for each backend. */
  public String text(int columns) {
    String table = table();
    return table.lines().allMatch(line -> line.length() <= columns)
        ? table
        : reports.stream()
            .map(report -> new LabeledText("backend", facts(report)).lines(columns))
            .collect(Collectors.joining("\n"));
  }

  private String facts(ElapsedReport report) {
    List<String> cells = row(report);
    return IntStream.range(1, cells.size())
        .mapToObj(i -> HEADINGS.get(i) + " " + cells.get(i))
        .collect(Collectors.joining(", ", cells.get(0) + ": ", ""));
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
