package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Outcome;
import dev.fanfare.Run;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beyond joblib: what tasks print. */
class OutputTest {

  @Test
  void what_a_task_prints_in_another_process_comes_back_with_it() {
    try (Parallel parallel = Parallel.builder().backend("processes").nJobs(2).build()) {
      Run<String> run = parallel.run(Stream.of("one\n", "", "Grüße", "x".repeat(20_000))
          .map(text -> delayed(MannerKernels::print, text)));

      assertThat(run.outcomes())
          .extracting(Outcome::output)
          .containsExactly("one\n", "", "Grüße", "x".repeat(16 * 1024));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequential", "threads"})
  void what_a_task_prints_in_this_process_is_printed_and_no_more(String backend) {
    try (Printed printed = new Printed();
        Parallel parallel = Parallel.builder().backend(backend).nJobs(2).build()) {
      Run<String> run = parallel.run(Stream.of(delayed(MannerKernels::print, "one\n")));

      assertThat(run.outcomes()).extracting(Outcome::output).containsExactly("");
      assertThat(printed.out()).containsExactly("one");
    }
  }
}
