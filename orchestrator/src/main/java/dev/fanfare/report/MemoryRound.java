package dev.fanfare.report;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import java.util.List;

/**
 * What a sample of tasks took in a function whose memory was just changed: it ran once to start the
 * environments, and then again in warm ones.
 *
 * @param tasks number of tasks
 * @param wallNanos wall time of the warm run, without start-up
 * @param billedMillis billed time of the warm run; 0 if Lambda reported none
 * @param use what the warm run is charged for
 * @param coldStarts number of environments that the first run started
 * @param initMillis how long these starts took each, as far as Lambda reported it
 */
public record MemoryRound(
    long tasks,
    long wallNanos,
    double billedMillis,
    LambdaUse use,
    long coldStarts,
    List<Double> initMillis) {

  public MemoryRound {
    initMillis = List.copyOf(initMillis);
    if (tasks < 1 || wallNanos < 1) {
      throw new IllegalArgumentException(
          "tasks and wallNanos must be positive, got: " + tasks + ", " + wallNanos);
    }
  }

  /** That of two runs with at least one task. */
  public static MemoryRound of(ElapsedReport cold, List<Double> initMillis, ElapsedReport warm) {
    return new MemoryRound(
        warm.tasks(),
        Math.max(1, warm.wallNanos() - warm.startNanos()),
        warm.billedMillis(),
        warm.lambdaUse(),
        cold.coldStarts(),
        initMillis);
  }
}
