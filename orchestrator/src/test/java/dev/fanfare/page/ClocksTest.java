package dev.fanfare.page;

import static dev.fanfare.page.AttemptFixture.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.report.Attempt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClocksTest {

  private static Environments environments(Attempt... attempts) {
    Environments environments = new Environments();
    Stream.of(attempts).forEach(environments::add);
    return environments;
  }

  private static Clocks clocks(Attempt... attempts) {
    return Clocks.of(environments(attempts).inOrder());
  }

  @Test
  void a_clock_that_fits_is_left_alone() {
    assertThat(clocks(attempt("a", 1, 0, 40, 50, 100))).isEqualTo(new Clocks(1, 0, 0, 40, 40, 0));
  }

  @Test
  void a_clock_that_is_behind_is_shifted_until_its_tasks_start_after_their_batch_was_made() {
    // Sent at 0, started at -700: at least 700 later, and 705 at most.
    assertThat(clocks(attempt("a", 1, 0, -700, 95, 100))).isEqualTo(new Clocks(1, 1, 700, 5, 5, 0));
  }

  @Test
  void a_clock_that_is_ahead_is_shifted_until_its_tasks_end_before_their_answer() {
    assertThat(clocks(attempt("a", 1, 0, 900, 95, 100))).isEqualTo(new Clocks(1, 1, 895, 5, 5, 0));
  }

  @Test
  void all_attempts_of_a_worker_bound_its_clock() {
    // The first alone allows shifts from -40 to 10, the second from 5 to 60.
    Clocks both = clocks(attempt("a", 1, 0, 40, 50, 100), attempt("a", 2, 200, -5, 45, 100));

    assertThat(both).isEqualTo(new Clocks(1, 1, 5, 5, 5, 0));
  }

  @Test
  void a_clock_that_was_set_during_the_run_is_told() {
    Clocks both = clocks(attempt("a", 1, 0, -500, 90, 100), attempt("a", 2, 200, 700, 90, 100));

    assertThat(both.inconsistent()).isEqualTo(1);
  }

  @Test
  void tasks_are_placed_by_the_shifted_clock() {
    Attempt behind = attempt("a", 1, 0, -700, 95, 100);
    TimeAxis axis = new TimeAxis();
    axis.add(behind);

    PlacedAttempt placed = environments(behind).placed(behind, axis);

    assertThat(placed.start(0)).isZero();
    assertThat(placed.end(0)).isEqualTo(95);
  }
}
