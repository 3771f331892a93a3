package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackupRuleTest {

  private static final long SECOND = 1_000_000_000L;

  private final BackupRule rule = new BackupRule();

  private void completed(int batches, int tasks, long nanos) {
    for (int i = 0; i < batches; i++) {
      rule.completed(tasks, nanos);
    }
  }

  @Test
  void nothing_is_a_straggler_before_ten_batches_have_come_back() {
    completed(9, 1, SECOND);
    assertThat(rule.nanosPerTask(12)).isEmpty();

    completed(1, 1, SECOND);
    assertThat(rule.nanosPerTask(12)).hasValue(3 * SECOND);
  }

  @Test
  void nothing_is_a_straggler_before_half_of_the_batches_have_come_back() {
    completed(49, 1, SECOND);
    assertThat(rule.nanosPerTask(100)).isEmpty();

    completed(1, 1, SECOND);
    assertThat(rule.nanosPerTask(100)).isPresent();
  }

  @Test
  void patience_is_three_times_the_median_of_a_task() {
    completed(6, 10, 20 * SECOND);
    completed(5, 1, 9 * SECOND);

    assertThat(rule.nanosPerTask(11)).hasValue(3 * 2 * SECOND);
  }

  @Test
  void a_batch_of_four_has_the_patience_for_four() {
    assertThat(BackupRule.straggles(24 * SECOND, 4, 6 * SECOND)).isFalse();
    assertThat(BackupRule.straggles(24 * SECOND + 1, 4, 6 * SECOND)).isTrue();
  }

  @Test
  void nothing_straggles_within_a_second() {
    assertThat(BackupRule.straggles(SECOND, 1, 1)).isFalse();
    assertThat(BackupRule.straggles(SECOND + 1, 1, 1)).isTrue();
  }

  @Test
  void only_the_latest_batches_count() {
    completed(1_000, 1, SECOND);
    completed(512, 1, 5 * SECOND);

    assertThat(rule.nanosPerTask(1_600)).hasValue(15 * SECOND);
  }
}
