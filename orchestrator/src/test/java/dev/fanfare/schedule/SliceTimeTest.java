package dev.fanfare.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceTimeTest {

  @ParameterizedTest
  @CsvSource({
    "PT15M,PT0S,PT14M",
    "PT14M,PT1M,PT12M",
    "PT61S,PT0S,PT1S",
    "PT30S,PT0S,PT-30S",
    "PT1H,PT0S,PT14M"
  })
  void
      tasks_get_what_the_answer_and_the_look_through_the_outcomes_leave_and_fourteen_minutes_at_the_most(
          Duration remaining, Duration spent, Duration forTasks) {
    assertThat(SliceTime.forTasks(remaining, spent)).isEqualTo(forTasks);
  }
}
