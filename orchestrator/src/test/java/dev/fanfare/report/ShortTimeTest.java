package dev.fanfare.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShortTimeTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.fanfare.report.Golden#formattedTimes")
  void times_are_written_as_joblib_writes_them(Golden.FormattedTime golden) {
    assertThat(ShortTime.of(golden.seconds())).isEqualTo(golden.shortForm());
    assertThat(ShortTime.inSecondsAndMinutes(golden.seconds())).isEqualTo(golden.longForm());
  }

  @Test
  void sixty_seconds_are_still_seconds() {
    assertThat(ShortTime.of(60)).isEqualTo("  60.0s");
    assertThat(ShortTime.of(Math.nextUp(60.0))).isEqualTo(" 1.0min");
  }

  @Test
  void ties_go_to_the_even_digit() {
    assertThat(ShortTime.of(0.25)).isEqualTo("   0.2s");
    assertThat(ShortTime.of(0.75)).isEqualTo("   0.8s");
  }
}
