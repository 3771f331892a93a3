package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoBatchSizerTest {

  private final List<String> notices = new ArrayList<>();
  private final AutoBatchSizer sizer = new AutoBatchSizer(notices::add);

  @Test
  void it_starts_at_one_and_stays_there_without_a_sample() {
    assertThat(sizer.nextSize()).isEqualTo(1);
    assertThat(sizer.nextSize()).isEqualTo(1);
    assertThat(notices).isEmpty();
  }

  @Test
  void fast_batches_double_once_for_each_sample() {
    sizer.completed(1, 0.001);

    assertThat(sizer.nextSize()).isEqualTo(2);
    assertThat(sizer.nextSize()).isEqualTo(2);
    assertThat(notices)
        .containsExactly("Batch computation too fast (0.001s.) Setting batch_size=2.");
  }

  /** Memory is bounded by what is under way: two batches for each worker. */
  @Test
  void batches_of_the_smallest_tasks_do_not_grow_without_limit() {
    growTo(8_192);
    sizer.completed(8_192, 0.001);

    assertThat(sizer.nextSize()).isEqualTo(8_192);
  }

  @Test
  void slow_batches_shrink_towards_the_shortest_ideal() {
    growTo(64);
    sizer.completed(64, 2.5);

    assertThat(sizer.nextSize()).isEqualTo(10);
    assertThat(notices).endsWith("Batch computation too slow (2.5s.) Setting batch_size=10.");
  }

  @Test
  void very_slow_batches_shrink_to_one() {
    growTo(8);
    sizer.completed(8, 100);

    assertThat(sizer.nextSize()).isEqualTo(1);
  }

  @Test
  void a_slow_batch_of_one_stays_one() {
    sizer.completed(1, 100);

    assertThat(sizer.nextSize()).isEqualTo(1);
    assertThat(notices).isEmpty();
  }

  @Test
  void the_ideal_range_includes_its_ends() {
    growTo(4);
    sizer.completed(4, 0.2);
    assertThat(sizer.nextSize()).isEqualTo(4);
    sizer.reset();
    growTo(4);
    sizer.completed(4, 2);
    assertThat(sizer.nextSize()).isEqualTo(4);
  }

  @Test
  void samples_are_smoothed() {
    sizer.completed(1, 0.1);
    sizer.completed(1, 0.2);

    assertThat(sizer.nextSize()).isEqualTo(2);
    assertThat(notices)
        .containsExactly(
            "Batch computation too fast (0.12000000000000002s.) Setting batch_size=2.");
  }

  @Test
  void batches_of_another_size_are_passed_over() {
    sizer.completed(3, 0.001);

    assertThat(sizer.nextSize()).isEqualTo(1);
  }

  @Test
  void reset_forgets_size_and_samples() {
    growTo(16);
    sizer.completed(16, 0.001);
    sizer.reset();

    assertThat(sizer.nextSize()).isEqualTo(1);
  }

  private void growTo(int size) {
    for (int present = 1; present < size; present *= 2) {
      sizer.completed(present, 0.001);
      assertThat(sizer.nextSize()).isEqualTo(2 * present);
    }
  }
}
