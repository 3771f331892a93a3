package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CongestionWindowTest {

  @Test
  void it_is_wide_open_at_first() {
    assertThat(CongestionWindow.of(8).admits(7)).isTrue();
    assertThat(CongestionWindow.of(8).admits(8)).isFalse();
  }

  @Test
  void too_many_environments_halve_it() {
    assertThat(CongestionWindow.of(8)
            .throttled("ConcurrentInvocationLimitExceeded")
            .size())
        .isEqualTo(4);
  }

  @Test
  void too_high_a_rate_narrows_it_a_little() {
    assertThat(CongestionWindow.of(10).throttled("CallerRateLimitExceeded").size())
        .isEqualTo(9);
  }

  @Test
  void one_may_always_be_under_way() {
    assertThat(CongestionWindow.of(1).throttled("").admits(0)).isTrue();
  }

  @Test
  void a_windowful_that_passes_raises_it_by_about_one() {
    CongestionWindow window = new CongestionWindow(100, 10);
    for (int i = 0; i < 10; i++) {
      window = window.passed();
    }
    assertThat(window.size()).isBetween(10.9, 11.0);
  }

  @Test
  void it_never_goes_beyond_where_it_began() {
    assertThat(CongestionWindow.of(3).passed().size()).isEqualTo(3);
  }

  @Test
  void a_window_of_nothing_is_refused() {
    assertThatThrownBy(() -> CongestionWindow.of(0))
        .hasMessage("size must be from 1 to most, got: 0.0 of 0");
  }
}
