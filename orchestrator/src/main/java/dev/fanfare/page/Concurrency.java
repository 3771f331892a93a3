package dev.fanfare.page;

import dev.fanfare.report.Attempt;
import java.util.Arrays;

/** What a run's worker threads did over time. Of fixed size. Not thread-safe. */
final class Concurrency {

  private static final int PARTS = 400;

  /**
   * Average numbers in equal parts of the run.
   *
   * @param partMicros length of a part
   * @param running tasks that ran
   * @param starting threads of workers that started for their first batch
   * @param idle other threads of workers that were there
   * @param throttled batches that were not sent because Lambda throttled
   */
  record Curves(
      long partMicros, float[] running, float[] starting, float[] idle, float[] throttled) {}

  private final TimeAxis axis;
  private final long partMicros;
  private final Occupancy running;
  private final Occupancy starting;
  private final Occupancy present;
  private final Occupancy throttled;

  Concurrency(TimeAxis axis) {
    this.axis = axis;
    partMicros = Occupancy.partMicros(axis.length(), PARTS);
    running = new Occupancy(PARTS, partMicros);
    starting = new Occupancy(PARTS, partMicros);
    present = new Occupancy(PARTS, partMicros);
    throttled = new Occupancy(PARTS, partMicros);
  }

  /** A worker was there. */
  void add(Environments.Environment worker) {
    present.add(worker.begin(axis), worker.end(axis), worker.threads());
  }

  /** Adds an attempt and its tasks. */
  void add(PlacedAttempt placed) {
    Attempt attempt = placed.attempt();
    throttled.add(placed.created(), placed.sent(), 1);
    if (attempt.coldStart()) {
      starting.add(placed.sent(), placed.firstStart(), Math.max(1, attempt.workerThreads()));
    }
    for (int i = 0; i < attempt.tasks().size(); i++) {
      running.add(placed.start(i), placed.end(i), 1);
    }
  }

  Curves curves() {
    double[] run = running.averages();
    double[] start = starting.averages();
    double[] idle = present.averages();
    Arrays.setAll(idle, i -> Math.max(0, idle[i] - run[i] - start[i]));
    return new Curves(
        partMicros, rounded(run), rounded(start), rounded(idle), rounded(throttled.averages()));
  }

  private static float[] rounded(double[] averages) {
    float[] rounded = new float[averages.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Math.round(averages[i] * 100) / 100f;
    }
    return rounded;
  }
}
