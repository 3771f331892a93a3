package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.ElapsedReport;
import dev.fanfare.JobList;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.parallel.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tasks spread over a job list, to measure with.
 *
 * @param tasks the tasks, in the order of the list
 * @param taskSeconds what one of them takes on one worker
 */
record TaskSample(List<Delayed<@Nullable Object>> tasks, double taskSeconds) {

  /** How many times one worker could compute the sample in the time to measure. */
  private static final int TIMES = 24;

  private static final int MOST_TASKS = 100_000;

  /** A shorter pilot would measure the first calls of a method, which are slow. */
  private static final double LEAST_PILOT_SECONDS = 0.2;

  /** What a batch should take at least, as with automatic batches. */
  private static final double LEAST_BATCH_SECONDS = 0.2;

  /** What Fanfare itself needs for a task at least. */
  private static final double LEAST_TASK_SECONDS = 10e-6;

  private static final int PILOT_GROWTH = 8;

  TaskSample {
    tasks = List.copyOf(tasks);
  }

  /**
   * A sample of the list.
   *
   * @param wanted number of tasks; null for as many as can be measured several times in {@code time}
   * @param pilot measures how long tasks take
   * @throws IllegalArgumentException if a task must not run several times
   */
  static TaskSample of(JobList list, @Nullable Integer wanted, Duration time, Contender pilot) {
    double taskSeconds = taskSeconds(list, pilot);
    return new TaskSample(
        spread(list, wanted == null ? size(taskSeconds, time) : wanted), taskSeconds);
  }

  /** The time of a task on one worker, measured with few of them. */
  static double taskSeconds(JobList list, Contender pilot) {
    long tasks = 1;
    ElapsedReport report = pilot.run(spread(list, tasks));
    while (report.workerWallNanos() < LEAST_PILOT_SECONDS * 1e9
        && tasks < Math.min(list.size(), MOST_TASKS)) {
      tasks = Math.min(list.size(), tasks * PILOT_GROWTH);
      report = pilot.run(spread(list, tasks));
    }
    return Math.max(LEAST_TASK_SECONDS, report.workerWallNanos() / 1e9 / report.tasks());
  }

  /** A multiple of the processors, so that none of them is without a task at the end, and at least two for each. */
  static long size(double taskSeconds, Duration time) {
    int processors = Parallel.cpuCount();
    double fitting = time.toNanos() / 1e9 / TIMES / taskSeconds;
    return Math.max(2, (long) Math.ceil(fitting / processors)) * processors;
  }

  /** That many tasks at most, at equal distances. */
  static List<Delayed<@Nullable Object>> spread(JobList list, long wanted) {
    long size = Math.min(Math.min(wanted, MOST_TASKS), list.size());
    List<Delayed<@Nullable Object>> chosen = new ArrayList<>();
    Iterator<Delayed<@Nullable Object>> tasks = list.iterator();
    for (long index = 0; chosen.size() < size; index++) {
      Delayed<@Nullable Object> task = tasks.next();
      // In the middle of its part of the list.
      if (index == (2L * chosen.size() + 1) * list.size() / (2 * size)) {
        chosen.add(repeatable(task));
      }
    }
    return chosen;
  }

  private static Delayed<@Nullable Object> repeatable(Delayed<@Nullable Object> task) {
    if (!task.repeatable()) {
      throw new IllegalArgumentException("tune runs tasks several times, but " + task.name()
          + " is marked @Kernel(repeatable = false)");
    }
    return task;
  }

  /**
   * The batch sizes to measure: automatic ones; if one task is too short, also batches that are long
   * enough, and a tenth and a hundredth of them. Smaller ones would measure nothing but overhead.
   */
  List<BatchSize> batchSizes(int workers) {
    List<BatchSize> sizes = new ArrayList<>(List.of(BatchSize.AUTO));
    int most = Math.max(1, tasks.size() / 2 / workers);
    if (!isOfLongTasks() && most > 1) {
      int ideal = (int) Math.min(most, Math.ceil(LEAST_BATCH_SECONDS / taskSeconds));
      NavigableSet<Integer> fixed =
          new TreeSet<>(List.of(Math.max(1, ideal / 100), Math.max(1, ideal / 10), ideal));
      fixed.forEach(size -> sizes.add(BatchSize.of(size)));
    }
    return sizes;
  }

  /** Whether a single task is long enough for a batch. */
  boolean isOfLongTasks() {
    return taskSeconds >= LEAST_BATCH_SECONDS;
  }

  /** The time of a task, as text. */
  String perTask() {
    return taskSeconds >= 1e-3
        ? String.format(Locale.ROOT, "%.3g s", taskSeconds)
        : String.format(Locale.ROOT, "%.0f us", taskSeconds * 1e6);
  }
}
