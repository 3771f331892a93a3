package dev.fanfare.report;

import java.util.stream.DoubleStream;

/** The middle of some numbers, which one outlier does not move far. Stateless. */
final class Median {

  private Median() {}

  /** The mean of the two in the middle, if there are two; there must be one number at least. */
  static double of(DoubleStream numbers) {
    double[] sorted = numbers.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
