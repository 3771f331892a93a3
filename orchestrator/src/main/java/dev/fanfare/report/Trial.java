package dev.fanfare.report;

import dev.fanfare.BatchSize;
import java.util.List;

/**
 * A number of workers and a batch size, and what they took each time.
 *
 * @param workers number of workers
 * @param batchSize tasks in a batch
 * @param measurements at least one, one for each round
 */
public record Trial(int workers, BatchSize batchSize, List<Measurement> measurements) {

  public Trial {
    measurements = List.copyOf(measurements);
    if (workers < 1 || measurements.isEmpty()) {
      throw new IllegalArgumentException(
          "workers must be positive and measurements not empty, got: " + workers + ", "
              + measurements);
    }
  }

  int rounds() {
    return measurements.size();
  }

  double tasksPerSecond(int round) {
    return measurements.get(round).tasksPerSecond();
  }

  double cpuSeconds() {
    return Median.of(measurements.stream().mapToDouble(each -> each.cpuNanos() / 1e9));
  }
}
