package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.backend.Backend;
import dev.fanfare.backend.Backends;
import dev.fanfare.parallel.Parallel;
import org.junit.jupiter.api.Test;

/** How many workers {@code -j} asks for. */
final class WorkerCountTest {

  private static final int PROCESSORS = Parallel.cpuCount();

  private static int workers(String text) {
    return WorkerCount.parse(text).on(() -> Backends.create("threads"));
  }

  private static Backend none() {
    throw new AssertionError("the backend is not needed");
  }

  @Test
  void a_number_is_joblibs_and_needs_no_backend() {
    assertThat(WorkerCount.parse("4").on(WorkerCountTest::none)).isEqualTo(4);
    assertThat(WorkerCount.parse("-2").on(WorkerCountTest::none)).isEqualTo(-2);
  }

  @Test
  void a_percentage_and_a_plus_are_gnu_parallels() {
    assertThat(workers("100%")).isEqualTo(PROCESSORS);
    assertThat(workers("50%")).isEqualTo(Math.max(1, (PROCESSORS + 1) / 2));
    assertThat(workers("300%")).isEqualTo(3 * PROCESSORS);
    assertThat(workers("1%")).isEqualTo(Math.max(1, Math.round(PROCESSORS / 100f)));
    assertThat(workers("+2")).isEqualTo(PROCESSORS + 2);
  }
}
