package dev.fanfare.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CpuClockTest {

  private long cpu = 1_000_000;
  private int reads;

  private final CpuClock clock = new CpuClock(() -> {
    reads++;
    return cpu;
  });

  @Test
  void the_system_is_asked_once_for_moments_that_are_near() {
    long first = clock.nanos(500);
    cpu += CpuClock.MAX_AGE_NANOS - 1;
    long second = clock.nanos(500 + CpuClock.MAX_AGE_NANOS - 1);

    assertThat(second - first).isEqualTo(CpuClock.MAX_AGE_NANOS - 1);
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void a_thread_that_slept_has_used_nothing() {
    long first = clock.nanos(0);

    assertThat(clock.nanos(CpuClock.MAX_AGE_NANOS)).isEqualTo(first);
    assertThat(clock.nanos(1_000_000_000)).isEqualTo(first);
  }

  @Test
  void it_never_goes_back_and_is_never_off_by_more_than_what_is_near() {
    SplittableRandom random = new SplittableRandom(11);
    long now = 0;
    long before = Long.MIN_VALUE;
    for (int i = 0; i < 100_000; i++) {
      long step = random.nextLong(2 * CpuClock.MAX_AGE_NANOS);
      now += step;
      cpu += random.nextBoolean() ? step : random.nextLong(step + 1);

      long told = clock.nanos(now);

      assertThat(told).isGreaterThanOrEqualTo(before);
      assertThat(told - cpu).isBetween(-CpuClock.MAX_AGE_NANOS, CpuClock.MAX_AGE_NANOS);
      before = told;
    }
  }
}
