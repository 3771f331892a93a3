package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CongestionWindowTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void it_is_wide_open_at_first() {
    assertThat(CongestionWindow.of(8, 0).admits(7)).isTrue();
    assertThat(CongestionWindow.of(8, 0).admits(8)).isFalse();
  }

  @Test
  void too_many_environments_cut_it_by_a_share() {
    assertThat(CongestionWindow.of(10, 0)
            .throttled("ConcurrentInvocationLimitExceeded", 0)
            .size())
        .isEqualTo(7);
  }

  @Test
  void too_high_a_rate_cuts_it_by_less() {
    assertThat(
            CongestionWindow.of(10, 0).throttled("CallerRateLimitExceeded", 0).size())
        .isEqualTo(9);
  }

  @Test
  void one_may_always_be_under_way() {
    assertThat(CongestionWindow.of(1, 0).throttled("", 0).admits(0)).isTrue();
  }

  @Test
  void a_windowful_that_passes_at_once_raises_it_by_about_one() {
    CongestionWindow window = new CongestionWindow(100, 10, 0);
    for (int i = 0; i < 10; i++) {
      window = window.passed(0);
    }
    assertThat(window.size()).isBetween(10.9, 11.0);
  }

  @Test
  void it_grows_with_time_as_fast_as_lambda_adds_environments() {
    CongestionWindow window = new CongestionWindow(10_000, 1_000, 0);
    for (int second = 1; second <= 10; second++) {
      window = window.passed(second * SECOND);
    }
    assertThat(window.size()).isEqualTo(2_000, Offset.offset(1.0));
  }

  @Test
  void a_small_one_grows_by_a_tenth_of_the_whole_a_second() {
    assertThat(new CongestionWindow(20, 10, 0).passed(SECOND).size())
        .isEqualTo(12.1, Offset.offset(0.001));
  }

  @Test
  void it_never_goes_beyond_where_it_began() {
    assertThat(new CongestionWindow(30, 29, 0).passed(9 * SECOND).size()).isEqualTo(30);
  }

  @Test
  void a_window_of_nothing_is_refused() {
    assertThatThrownBy(() -> CongestionWindow.of(0, 0))
        .hasMessage("size must be from 1 to most, got: 0.0 of 0");
  }
}
