package dev.fanfare.page;

import java.util.Arrays;
import java.util.List;

/**
 * How the clocks of a run's workers were reconciled. Times in microseconds.
 *
 * @param workers how many clocks
 * @param shifted how many were shifted, because a task would have started before its batch was sent or ended after its answer
 * @param largestShift the largest shift, forwards or backwards
 * @param medianUncertainty how much earlier or later a worker's tasks may have been; half of the workers are below
 * @param largestUncertainty the same for the worker of which least is known
 * @param inconsistent how many clocks no shift fits, because they were set or drifted during the run
 */
record Clocks(
    int workers,
    int shifted,
    long largestShift,
    long medianUncertainty,
    long largestUncertainty,
    int inconsistent) {

  /** The clocks of those workers, as far as they ran tasks. */
  static Clocks of(List<Environments.Environment> all) {
    List<Environments.Environment> workers =
        all.stream().filter(Environments.Environment::ran).toList();
    long[] shifts =
        workers.stream().mapToLong(worker -> Math.abs(worker.shift())).toArray();
    long[] uncertainties = workers.stream()
        .mapToLong(Environments.Environment::uncertainty)
        .sorted()
        .toArray();
    int size = workers.size();
    return new Clocks(
        size,
        count(shifts),
        max(shifts),
        size == 0 ? 0 : uncertainties[(size - 1) / 2],
        size == 0 ? 0 : uncertainties[size - 1],
        (int) workers.stream().filter(worker -> !worker.consistent()).count());
  }

  private static int count(long[] shifts) {
    return (int) Arrays.stream(shifts).filter(shift -> shift > 0).count();
  }

  private static long max(long[] shifts) {
    return Arrays.stream(shifts).max().orElse(0);
  }
}
