package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeSpanTest {

  @ParameterizedTest
  @CsvSource({"90, PT1M30S", "1.5, PT1.5S", "0.001s, PT0.001S", "10m, PT10M", "2h, PT2H", "1d, P1D"
  })
  void a_time_is_a_number_of_seconds_unless_it_has_a_unit(String text, Duration expected) {
    assertThat(TimeSpan.parse(text).duration()).isEqualTo(expected);
  }
}
