package dev.fanfare.cli;

import dev.fanfare.BatchSize;
import dev.fanfare.JobList;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tasks to measure functions of several memory sizes with, in batches that keep each function's
 * threads equally long busy.
 *
 * @param tasks the tasks
 * @param jobs number of concurrent invocations
 * @param perThread number of tasks in a batch for each thread
 */
record LambdaSample(TaskSample tasks, int jobs, int perThread) {

  /** How often each size is measured at least, if the time allows. */
  private static final int ROUNDS = 2;

  /** A cold run, a warm one, and a warm one again if environments started in it. */
  private static final int RUNS = 3;

  /** How many batches each invocation slot gets in a run of the largest function. */
  private static final int BATCHES = 2;

  /** Longer batches would not make the overhead of an invocation much smaller. */
  private static final double LONG_BATCH_SECONDS = 2;

  /** How much smaller the smaller batches are that are measured as well. */
  private static final int SMALLER = 8;

  /**
   * A sample of the list.
   *
   * @param sizes memory sizes to measure, in MB, smallest first
   * @param wanted number of tasks; null for as many as the time allows
   * @param pilot measures how long tasks take
   */
  static LambdaSample of(
      JobList list,
      List<Integer> sizes,
      int jobs,
      @Nullable Integer wanted,
      Duration time,
      Contender pilot) {
    double taskSeconds = TaskSample.taskSeconds(list, pilot);
    int threads = Worker.threadsFor(Collections.max(sizes));
    long slots = (long) BATCHES * jobs * threads;
    long fitting = slots * perThread(sizes, taskSeconds, time);
    List<Delayed<@Nullable Object>> tasks =
        TaskSample.spread(list, wanted == null ? fitting : wanted);
    return new LambdaSample(
        new TaskSample(tasks, taskSeconds), jobs, (int) Math.max(1, tasks.size() / slots));
  }

  /** As many tasks as fit into the time, but no more than a long batch has. */
  static long perThread(List<Integer> sizes, double taskSeconds, Duration time) {
    double threads = Worker.threadsFor(Collections.max(sizes));
    double secondsOfOne = sizes.stream()
        .mapToDouble(
            size -> ROUNDS * RUNS * BATCHES * threads / Worker.threadsFor(size) * taskSeconds)
        .sum();
    double fitting =
        Math.min(time.toMillis() / 1e3 / secondsOfOne, Math.ceil(LONG_BATCH_SECONDS / taskSeconds));
    return Math.max(1, (long) fitting);
  }

  /** The batch size that keeps all threads of such a function busy, and gives each invocation some. */
  BatchSize batchSize(int memoryMb) {
    return BatchSize.of(batch(memoryMb));
  }

  private int batch(int memoryMb) {
    int share = (tasks.tasks().size() + jobs - 1) / jobs;
    return Math.min(share, Worker.threadsFor(memoryMb) * perThread);
  }

  /** The batch sizes to measure: automatic ones, and large and small ones that keep all threads busy. */
  List<BatchSize> batchSizes(int memoryMb) {
    int threads = Worker.threadsFor(memoryMb);
    int large = batch(memoryMb);
    List<BatchSize> sizes = new ArrayList<>(List.of(BatchSize.AUTO));
    new TreeSet<>(List.of(Math.min(large, threads * Math.max(1, perThread / SMALLER)), large))
        .stream().filter(size -> size > 1).forEach(size -> sizes.add(BatchSize.of(size)));
    return sizes;
  }
}
