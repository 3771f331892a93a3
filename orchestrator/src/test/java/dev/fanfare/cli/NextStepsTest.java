package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NextStepsTest {

  @Test
  void tasks_that_are_left_are_resumed_first() {
    NextSteps halted = new NextSteps(
        "2d1f", "last", /* failed= */ true, /* retryable= */ false, " --memo", /* unseen= */ false);

    assertThat(halted.commands())
        .containsExactly(
            "fanfare resume last --memo",
            "fanfare show last --failed",
            "fanfare report last --open");
  }

  @Test
  void without_tasks_that_are_left_there_is_nothing_to_resume() {
    NextSteps complete = new NextSteps(
        "2d1f", "last", /* failed= */ true, /* retryable= */ true, null, /* unseen= */ true);

    assertThat(complete.commands())
        .containsExactly(
            "fanfare show last --values",
            "fanfare show last --failed",
            "fanfare retry-failed last",
            "fanfare report last --open");
  }
}
