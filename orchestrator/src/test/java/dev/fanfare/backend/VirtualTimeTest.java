package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

  private final VirtualTime time = new VirtualTime(Duration.ofDays(1));
  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

  @Test
  void whoever_waits_makes_time_pass() {
    time.after(Duration.ofHours(2), () -> queue.add("late"));

    assertThat(time.take(queue)).isEqualTo("late");
    assertThat(time.nanos()).isEqualTo(Duration.ofHours(2).toNanos());
  }

  @Test
  void what_is_there_already_is_taken_without_time_passing() {
    time.after(Duration.ofSeconds(1), () -> queue.add("later"));
    queue.add("now");

    assertThat(time.take(queue)).isEqualTo("now");
    assertThat(time.nanos()).isZero();
  }

  @Test
  void actions_happen_in_the_order_of_their_time_and_then_of_their_making() {
    List<String> happened = new ArrayList<>();
    time.after(Duration.ofMillis(20), () -> happened.add("c"));
    time.after(Duration.ofMillis(10), () -> {
      happened.add("a");
      time.after(Duration.ofMillis(10), () -> happened.add("d"));
    });
    time.after(Duration.ofMillis(10), () -> happened.add("b"));

    time.drain();

    assertThat(happened).containsExactly("a", "b", "c", "d");
  }

  @Test
  void time_passes_to_a_moment_in_between() {
    time.after(Duration.ofMillis(10), () -> queue.add("first"));
    time.after(Duration.ofMillis(30), () -> queue.add("second"));

    time.pass(Duration.ofMillis(20));

    assertThat(queue).containsExactly("first");
    assertThat(time.nanos()).isEqualTo(20_000_000);
  }

  @Test
  void a_wait_that_nothing_can_end_is_an_error() {
    time.after(Duration.ofSeconds(3), () -> {});

    assertThatThrownBy(() -> time.take(queue))
        .isInstanceOf(AssertionError.class)
        .hasMessage("would wait for ever: nothing is left to happen after PT3S");
  }

  @Test
  void a_wait_that_only_a_clock_keeps_alive_is_an_error() {
    time.after(Duration.ofMinutes(1), this::tick);

    assertThatThrownBy(() -> time.take(queue))
        .isInstanceOf(AssertionError.class)
        .hasMessage("still at work after PT24H");
  }

  private void tick() {
    time.after(Duration.ofMinutes(1), this::tick);
  }
}
