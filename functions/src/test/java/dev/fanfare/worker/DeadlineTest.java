package dev.fanfare.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {

  // The clock's zero is arbitrary, and it may run over.
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final Deadline deadline = new Deadline(Duration.ofSeconds(10), nanoTime::get);

  @ParameterizedTest
  @CsvSource({
    "PT0S,   PT0S",
    "PT1S,   PT0.25S",
    "PT2S,   PT0.5S",
    "PT3S,   PT0.5S",
    "PT25S,  PT0.5S",
    "PT60S,  PT1.2S",
    "PT8M,   PT9.6S",
    "PT15M,  PT10S",
  })
  void the_margin_grows_with_the_limit_within_bounds(Duration limit, Duration margin) {
    assertThat(Deadline.margin(limit)).isEqualTo(margin);
  }

  @Test
  void a_task_is_allowed_if_it_is_likely_to_end_before_the_margin() {
    pass(Duration.ofSeconds(4));

    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(6));
    assertThat(deadline.remainingForTasks()).isEqualTo(Duration.ofMillis(5_500));
    assertThat(deadline.allows(Duration.ofMillis(5_499))).isTrue();
    assertThat(deadline.allows(Duration.ofMillis(5_500))).isFalse();
  }

  @Test
  void a_task_of_unknown_length_is_allowed_while_anything_remains() {
    pass(Duration.ofMillis(9_500).minusNanos(1));
    assertThat(deadline.allows(Duration.ZERO)).isTrue();

    pass(Duration.ofNanos(1));
    assertThat(deadline.allows(Duration.ZERO)).isFalse();
  }

  @Test
  void what_remains_is_never_negative() {
    pass(Duration.ofSeconds(11));

    assertThat(deadline.remaining()).isZero();
    assertThat(deadline.remainingForTasks()).isZero();
    assertThat(deadline.allows(Duration.ZERO)).isFalse();
  }

  @Test
  void without_a_deadline_every_task_is_allowed() {
    assertThat(Deadline.NONE.allows(Duration.ofDays(365))).isTrue();
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }
}
