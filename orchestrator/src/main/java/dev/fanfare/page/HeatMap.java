package dev.fanfare.page;

/** How many tasks ended when, and how long they took, on a logarithmic scale. Of fixed size. Not thread-safe. */
final class HeatMap {

  private static final int COLUMNS = 200;
  private static final int ROWS = 60;

  /** Cells are this many times as wide and high if there are fewer tasks than {@value #FEW}. */
  private static final int COARSER = 4;

  private static final int FEW = 1_000;

  /** The scale covers at least this ratio. */
  private static final double LEAST_RATIO = 4;

  /**
   * Numbers of tasks.
   *
   * @param columns equal parts of the run
   * @param partMicros length of a part
   * @param leastNanos lower end of the scale of wall times
   * @param mostNanos its upper end
   * @param counts row by row from the shortest tasks on, in each row by time
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Cells(int columns, long partMicros, double leastNanos, double mostNanos, int[] counts) {}

  private final long partMicros;
  private final double least;
  private final double most;
  private final int columns;
  private final int rows;
  private final int[] counts;

  /** For a run of that length with so many tasks between those wall times. */
  HeatMap(long micros, long tasks, long leastNanos, long mostNanos) {
    int coarser = tasks < FEW ? COARSER : 1;
    columns = COLUMNS / coarser;
    rows = ROWS / coarser;
    counts = new int[columns * rows];
    partMicros = Occupancy.partMicros(micros, columns);
    double from = Math.max(1, leastNanos);
    double to = Math.max(from, (double) mostNanos);
    double margin = Math.sqrt(Math.max(1, LEAST_RATIO / (to / from)));
    least = from / margin;
    most = to * margin;
  }

  /** A task ended. */
  void add(long endMicros, long wallNanos) {
    long column = Math.max(0, Math.min(columns - 1, endMicros / partMicros));
    double height = Math.log(Math.max(1, wallNanos) / least) / Math.log(most / least);
    long row = Math.max(0, Math.min(rows - 1, (long) (height * rows)));
    counts[(int) (row * columns + column)]++;
  }

  Cells cells() {
    return new Cells(columns, partMicros, least, most, counts);
  }
}
