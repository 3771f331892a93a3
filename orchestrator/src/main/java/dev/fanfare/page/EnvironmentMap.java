package dev.fanfare.page;

import dev.fanfare.report.Attempt;
import dev.fanfare.report.VisibleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How busy each worker was over time; neighbors share a row if there are many. Of fixed size. Not thread-safe. */
final class EnvironmentMap {

  private static final int COLUMNS = 240;
  private static final int MOST_ROWS = 160;

  /** The highest level of a cell, all threads busy. */
  static final int BUSY = 127;

  /** Added to the level if workers were starting in most of the time that they were not busy. */
  static final int STARTING = 128;

  /**
   * Levels of cells.
   *
   * @param columns equal parts of the run
   * @param partMicros length of a part
   * @param workers numbers of workers in each row
   * @param starts numbers of cold starts in each row
   * @param names name of the first worker in each row
   * @param levels row by row, in each row by time
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Cells(
      int columns,
      long partMicros,
      int[] workers,
      int[] starts,
      List<String> names,
      byte[] levels) {}

  private final long partMicros;
  private final Map<String, Integer> rows = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final int[] workers;
  private final int[] starts;
  private final int[] threads;
  private final List<Occupancy> busy;
  private final List<Occupancy> starting;

  /** For a run of that length with those workers. */
  EnvironmentMap(long micros, List<Environments.Environment> all) {
    partMicros = Occupancy.partMicros(micros, COLUMNS);
    int size = Math.min(MOST_ROWS, all.size());
    workers = new int[size];
    starts = new int[size];
    threads = new int[size];
    for (int i = 0; i < all.size(); i++) {
      int row = (int) ((long) i * size / all.size());
      rows.put(all.get(i).name(), row);
      workers[row]++;
      threads[row] += all.get(i).threads();
      if (names.size() == row) {
        names.add(VisibleText.of(all.get(i).name()));
      }
    }
    busy = occupancies(size);
    starting = occupancies(size);
  }

  private List<Occupancy> occupancies(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> new Occupancy(COLUMNS, partMicros))
        .toList();
  }

  /** Adds an attempt and its tasks. */
  void add(PlacedAttempt placed) {
    Attempt attempt = placed.attempt();
    Integer row = rows.get(attempt.worker());
    if (row == null) {
      return;
    }
    if (attempt.coldStart()) {
      starts[row]++;
      starting
          .get(row)
          .add(placed.sent(), placed.firstStart(), Math.max(1, attempt.workerThreads()));
    }
    for (int i = 0; i < attempt.tasks().size(); i++) {
      busy.get(row).add(placed.start(i), placed.end(i), 1);
    }
  }

  Cells cells() {
    byte[] levels = new byte[workers.length * COLUMNS];
    for (int row = 0; row < workers.length; row++) {
      double[] run = busy.get(row).averages();
      double[] start = starting.get(row).averages();
      for (int column = 0; column < COLUMNS; column++) {
        levels[row * COLUMNS + column] = (byte) level(run[column], start[column], threads[row]);
      }
    }
    return new Cells(COLUMNS, partMicros, workers, starts, names, levels);
  }

  private static int level(double run, double start, int threads) {
    double share = Math.min(1, run / threads);
    // A task of a microsecond is not nothing.
    int level = run > 0 ? Math.max(1, (int) Math.round(share * BUSY)) : 0;
    return start > run ? level + STARTING : level;
  }
}
