package dev.fanfare.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PercentilesTest {

  static List<LongStream> values() {
    return List.of(
        LongStream.of(5),
        LongStream.of(0, 0),
        LongStream.of(7, 3),
        LongStream.of(Long.MAX_VALUE, 0, 1L << 40, (1L << 40) + 1),
        LongStream.range(0, 100_000),
        LongStream.generate(() -> 123_456_789_012L).limit(10_000),
        random(12, n -> n % 1_000_000),
        random(100_000, n -> n % 40_000_000),
        random(100_000, n -> 3_600_000_000_000L + n % 5),
        random(100_000, n -> n >>> (n & 63)));
  }

  private static LongStream random(int size, LongUnaryOperator value) {
    return new SplittableRandom(size).longs(size, 0, Long.MAX_VALUE).map(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  void are_those_of_the_sorted_values(LongStream values) {
    long[] all = values.toArray();
    Percentiles percentiles = new Percentiles();
    do {
      Arrays.stream(all).forEach(percentiles::add);
    } while (!percentiles.settle());

    Percentiles.Values found = percentiles.values();

    Arrays.sort(all);
    assertThat(found.values())
        .isEqualTo(found.shares().stream().map(share -> at(share, all)).toList());
    assertThat(found.count()).isEqualTo(all.length);
    assertThat(found.least()).isEqualTo(all[0]);
    assertThat(found.most()).isEqualTo(all[all.length - 1]);
  }

  private static long at(double share, long[] sorted) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
