package dev.fanfare.cli;

import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.RunSummary;
import dev.fanfare.runs.Runs;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The table of recorded runs. Its columns are as wide as what is in them.
 *
 * @param rows the cells of each row, headings first
 */
record RunTable(List<List<String>> rows) {

  private static final List<String> HEADINGS =
      List.of("id", "created", "backend", "tasks", "settled", "failed", "state");

  /** Columns of numbers are aligned on the right. */
  private static final int FIRST_NUMBER = 3;

  private static final int LAST_NUMBER = 5;

  /** The least that is kept of an id. Commands take what is unique. */
  private static final int LEAST_OF_ID = 8;

  static RunTable of(List<RunSummary> runs, List<Runs.Damaged> damaged) {
    return new RunTable(Stream.of(
            Stream.of(HEADINGS),
            runs.stream().map(RunTable::row),
            damaged.stream()
                .map(run -> List.of(run.runId(), "", "", "", "", "", "damaged: " + run.why())))
        .flatMap(rows -> rows)
        .toList());
  }

  private static List<String> row(RunSummary run) {
    Manifest manifest = run.manifest();
    return List.of(
        manifest.runId(),
        manifest.created().truncatedTo(ChronoUnit.SECONDS).toString(),
        manifest.backend(),
        manifest.tasks() + (manifest.taskListComplete() ? "" : "+"),
        Long.toString(run.settled()),
        Long.toString(run.failed()),
        run.state().toString());
  }

  /** The lines. If they would be longer than that, ids are shortened as far as they stay unique. */
  List<String> lines(int columns) {
    List<String> lines = lines();
    boolean fits = lines.stream().allMatch(line -> line.length() <= columns);
    return fits ? lines : new RunTable(shortened()).lines();
  }

  private List<List<String>> shortened() {
    List<String> ids = rows.stream().skip(1).map(row -> row.get(0)).toList();
    int length = LEAST_OF_ID;
    while (!areUnique(ids, length)) {
      length++;
    }
    int kept = length;
    return rows.stream()
        .map(row -> {
          List<String> cells = new ArrayList<>(row);
          cells.set(0, beginning(row.get(0), kept));
          return List.copyOf(cells);
        })
        .toList();
  }

  private static boolean areUnique(List<String> ids, int length) {
    return ids.stream().map(id -> beginning(id, length)).distinct().count() == ids.size();
  }

  private static String beginning(String id, int length) {
    return id.substring(0, Math.min(id.length(), length));
  }

  private List<String> lines() {
    int[] widths = IntStream.range(0, HEADINGS.size())
        .map(column ->
            rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
        .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String gap = " ".repeat(widths[column] - row.get(column).length());
      boolean right = column >= FIRST_NUMBER && column <= LAST_NUMBER;
      line.append(right ? gap + row.get(column) : row.get(column) + gap).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
