package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a backend warns of. */
@Timeout(60)
final class WarningsTest {

  private static final class Warning extends CountedBackend {
    @Override
    public List<String> warnings(@Nullable Duration timeout) {
      return List.of("not reached: " + timeout);
    }
  }

  @Test
  void a_backends_warnings_are_printed_once_for_all_runs_on_its_workers() {
    try (Printed printed = new Printed();
        Parallel parallel = Parallel.builder()
            .backend("warning", Warning::new)
            .nJobs(2)
            .timeout(Duration.ofMinutes(20))
            .build()) {
      parallel.call(List.of(delayed(MannerKernels::square, 3L)));
      parallel.call(List.of(delayed(MannerKernels::square, 4L)));

      assertThat(printed.err()).containsExactly("not reached: PT20M");
    }
  }
}
