package dev.fanfare.report;

import dev.fanfare.worker.Worker;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A memory size of a function, and what the sample took with it.
 *
 * @param memoryMb memory of the function, in MB
 * @param rounds at least one
 */
public record MemoryTrial(int memoryMb, List<MemoryRound> rounds) {

  public MemoryTrial {
    rounds = List.copyOf(rounds);
    if (memoryMb < 1 || rounds.isEmpty()) {
      throw new IllegalArgumentException(
          "memoryMb must be positive and rounds not empty, got: " + memoryMb + ", " + rounds);
    }
  }

  double vcpus() {
    return memoryMb / Tally.MB_PER_VCPU;
  }

  /** The number of threads that a function with this memory has. */
  public int threads() {
    return Worker.threadsFor(memoryMb);
  }

  double wallSeconds() {
    return median(round -> round.wallNanos() / 1e9);
  }

  double billedSeconds() {
    return median(round -> round.billedMillis() / 1e3);
  }

  long coldStarts() {
    return rounds.stream().mapToLong(MemoryRound::coldStarts).sum();
  }

  /** The usual round's figure. */
  double median(ToDoubleFunction<MemoryRound> figure) {
    return Median.of(rounds.stream().mapToDouble(figure));
  }

  /** How far the rounds are from each other: half of the range, as a share of the median. */
  double spread(ToDoubleFunction<MemoryRound> figure) {
    double median = median(figure);
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return median == 0 ? 0 : (sorted[sorted.length - 1] - sorted[0]) / 2 / median;
  }
}
