package dev.fanfare.page;

/** How many of something there were on average in each of equal parts of a time. Not thread-safe. */
final class Occupancy {

  private final long partMicros;
  private final double[] changes;
  private final double[] partial;

  /** Parts of that length. */
  Occupancy(int parts, long partMicros) {
    this.partMicros = partMicros;
    changes = new double[parts + 1];
    partial = new double[parts];
  }

  /** The length of a part, so that so many make up the time. */
  static long partMicros(long micros, int parts) {
    return Math.max(1, (micros + parts - 1) / parts);
  }

  /** There were {@code many} of it in that time, in microseconds. */
  void add(long from, long to, double many) {
    long begin = Math.max(0, from);
    long end = Math.min(to, partial.length * partMicros);
    if (begin >= end) {
      return;
    }
    int first = (int) (begin / partMicros);
    int last = (int) ((end - 1) / partMicros);
    if (first == last) {
      partial[first] += many * (end - begin);
      return;
    }
    partial[first] += many * ((first + 1) * partMicros - begin);
    partial[last] += many * (end - last * partMicros);
    changes[first + 1] += many;
    changes[last] -= many;
  }

  /** The averages. */
  double[] averages() {
    double[] averages = new double[partial.length];
    double whole = 0;
    for (int i = 0; i < averages.length; i++) {
      whole += changes[i];
      averages[i] = whole + partial[i] / partMicros;
    }
    return averages;
  }
}
