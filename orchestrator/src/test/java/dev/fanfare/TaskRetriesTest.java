package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.BadRecordException;
import dev.fanfare.kernel.TaskError;
import org.junit.jupiter.api.Test;

class TaskRetriesTest {

  private static final TaskError ERROR = TaskError.of(new IllegalStateException());

  @Test
  void a_task_runs_again_as_often_as_was_asked_for() {
    TaskRetries twice = new TaskRetries(2, error -> true);

    assertThat(twice.again(ERROR, 0)).isTrue();
    assertThat(twice.again(ERROR, 1)).isTrue();
    assertThat(twice.again(ERROR, 2)).isFalse();
  }

  @Test
  void none_runs_again_unless_it_was_asked_for() {
    assertThat(TaskRetries.NONE.again(ERROR, 0)).isFalse();
  }

  @Test
  void an_error_that_was_not_asked_for_counts() {
    assertThat(new TaskRetries(2, error -> error.type().endsWith("IOException")).again(ERROR, 0))
        .isFalse();
  }

  @Test
  void a_bad_record_fails_each_time() {
    TaskError bad = TaskError.of(new BadRecordException("a.csv@8: there is no price"));

    assertThat(new TaskRetries(2, error -> true).again(bad, 0)).isFalse();
  }

  @Test
  void fewer_than_no_retries_are_refused() {
    assertThatThrownBy(() -> new TaskRetries(-1, error -> true))
        .hasMessage("retries must be 0 or more, got: -1");
  }
}
