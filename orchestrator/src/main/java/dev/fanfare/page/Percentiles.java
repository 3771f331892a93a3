package dev.fanfare.page;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Exact percentiles of values from 0 on, in several passes over the same values with memory of fixed size. The first pass finds the
 * highest digits of each percentile, each further pass more of them. Not thread-safe.
 */
final class Percentiles {

  private static final double[] SHARES = {0.5, 0.9, 0.95, 0.99, 0.999};

  /** Significant bits of a value in the first pass. */
  private static final int FIRST_BITS = 13;

  /** Bits of a value in each further pass. */
  private static final int NEXT_BITS = 17;

  /**
   * The values at some shares of their number: the smallest value that at least that share of them does not exceed.
   *
   * @param shares between 0 and 1
   * @param values one each
   */
  record Values(
      long count, long sum, long least, long most, List<Double> shares, List<Long> values) {}

  /** A percentile of which the lowest bits are not known yet. */
  private static final class Sought {
    private long low;
    private int unknownBits;
    private long rank;
    private long[] counts = {};

    private void add(long value) {
      if (unknownBits > 0 && value >>> unknownBits == low >>> unknownBits) {
        counts[(int) ((value - low) >>> stepBits())]++;
      }
    }

    private int stepBits() {
      return Math.max(0, unknownBits - NEXT_BITS);
    }

    // Finds the step with the rank, and starts to count in it.
    private void settle() {
      if (unknownBits > 0) {
        int step = 0;
        while (rank > counts[step]) {
          rank -= counts[step++];
        }
        low += (long) step << stepBits();
        unknownBits = stepBits();
      }
      counts = new long[unknownBits == 0 ? 0 : 1 << Math.min(NEXT_BITS, unknownBits)];
    }
  }

  private final long[] first = new long[(Long.SIZE - FIRST_BITS + 1) << FIRST_BITS];
  private final Sought[] sought = new Sought[SHARES.length];
  private boolean inFirst = true;
  private long count;
  private long sum;
  private long least = Long.MAX_VALUE;
  private long most;

  /** Adds a value. Each pass must add the same ones, in any order. */
  void add(long given) {
    long value = Math.max(0, given);
    if (!inFirst) {
      for (Sought one : sought) {
        one.add(value);
      }
      return;
    }
    count++;
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
    int unknown = unknownBits(value);
    first[(unknown << FIRST_BITS) + (int) (value >>> unknown)]++;
  }

  private static int unknownBits(long value) {
    return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - FIRST_BITS);
  }

  /** Ends a pass. Returns whether all percentiles are known; if not, another pass is needed. */
  boolean settle() {
    if (count == 0) {
      return true;
    }
    if (inFirst) {
      Arrays.setAll(sought, i -> inFirst(SHARES[i]));
      inFirst = false;
    } else {
      Arrays.stream(sought).forEach(Sought::settle);
    }
    return Arrays.stream(sought).allMatch(one -> one.unknownBits == 0);
  }

  private Sought inFirst(double share) {
    Sought one = new Sought();
    one.rank = Math.max(1, (long) Math.ceil(share * count));
    int key = 0;
    while (one.rank > first[key]) {
      one.rank -= first[key++];
    }
    one.unknownBits = key >>> FIRST_BITS;
    one.low = (key & ((1L << FIRST_BITS) - 1)) << one.unknownBits;
    one.counts = new long[one.unknownBits == 0 ? 0 : 1 << Math.min(NEXT_BITS, one.unknownBits)];
    return one;
  }

  /** The result; if there were no values, without percentiles. */
  Values values() {
    return count == 0
        ? new Values(0, 0, 0, 0, List.of(), List.of())
        : new Values(
            count,
            sum,
            least,
            most,
            DoubleStream.of(SHARES).boxed().toList(),
            Arrays.stream(sought).map(one -> one.low).toList());
  }
}
