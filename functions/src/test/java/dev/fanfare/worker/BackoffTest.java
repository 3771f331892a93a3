package dev.fanfare.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

  private static final Backoff BACKOFF = new Backoff(20, 5_000, 2);

  @ParameterizedTest
  @CsvSource({"0, 21", "1, 41", "2, 81", "7, 2561", "8, 5001", "1000, 5001"})
  void the_longest_wait_doubles_up_to_five_seconds(int before, long longestMillis) {
    assertThat(BACKOFF.delay(before, 1.0).toMillis()).isEqualTo(longestMillis);
  }

  @Test
  void jitter_spreads_the_waits_down_to_nearly_none() {
    assertThat(BACKOFF.delay(5, 0.0).toMillis()).isEqualTo(1);
    assertThat(BACKOFF.delay(5, 0.5).toMillis()).isEqualTo(321);
  }
}
