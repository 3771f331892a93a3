package dev.fanfare.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** joblib's group "backend registry and config", the part about contexts. */
class ParallelConfigTest {

  @Test
  void a_configuration_holds_until_it_is_closed() {
    try (ParallelConfig config =
        ParallelConfig.builder().backend("threads").nJobs(3).verbose(10).open()) {
      assertThat(told()).isEqualTo("threads 3 10");
    }
    assertThat(told()).isEqualTo("processes 1 0");
  }

  @Test
  void an_inner_configuration_inherits_what_it_does_not_set() {
    try (ParallelConfig outer =
        ParallelConfig.builder().backend("threads").nJobs(3).verbose(5).open()) {
      try (ParallelConfig inner = ParallelConfig.builder().nJobs(2).open()) {
        assertThat(told()).isEqualTo("threads 2 5");
      }
      assertThat(told()).isEqualTo("threads 3 5");
    }
  }

  @Test
  void a_configuration_without_a_backend_leaves_the_default_one() {
    try (ParallelConfig config = ParallelConfig.builder().nJobs(2).open()) {
      assertThat(told()).isEqualTo("processes 2 0");
    }
  }

  @Test
  void hints_come_from_the_context_too() {
    try (ParallelConfig config = ParallelConfig.builder().prefer("threads").open()) {
      assertThat(told()).isEqualTo("threads 1 0");
    }
    try (ParallelConfig config = ParallelConfig.builder().require("sharedmem").open()) {
      assertThat(told()).isEqualTo("threads 1 0");
    }
  }

  @Test
  void what_the_call_says_counts_more_than_the_context_also_if_it_is_the_default() {
    try (ParallelConfig config =
        ParallelConfig.builder().backend("threads").nJobs(3).verbose(10).open()) {
      assertThat(told(Parallel.builder().verbose(0))).isEqualTo("threads 3 0");
      assertThat(told(Parallel.builder().nJobs(1))).isEqualTo("threads 1 10");
      assertThat(told(Parallel.builder().backend("processes"))).isEqualTo("processes 3 10");
    }
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker") // Closed in the wrong order, which is the point.
  void configurations_may_be_closed_in_any_order() {
    ParallelConfig outer = ParallelConfig.builder().backend("threads").nJobs(3).open();
    ParallelConfig inner = ParallelConfig.builder().nJobs(2).open();

    outer.close();
    assertThat(told()).isEqualTo("processes 2 0");
    inner.close();
    assertThat(told()).isEqualTo("processes 1 0");
  }

  @Test
  void a_configuration_is_its_threads_alone() throws Exception {
    FutureTask<String> other = new FutureTask<>(ParallelConfigTest::told);
    try (ParallelConfig config =
        ParallelConfig.builder().backend("threads").nJobs(3).open()) {
      Thread thread = new Thread(other);
      thread.start();
      thread.join();
    }

    assertThat(other.get()).isEqualTo("processes 1 0");
  }

  @Test
  void a_configuration_ends_with_its_block_also_by_an_exception() {
    assertThatThrownBy(() -> {
          try (ParallelConfig config = ParallelConfig.builder().nJobs(3).open()) {
            throw new IllegalStateException("in the block");
          }
        })
        .hasMessage("in the block");

    assertThat(told()).isEqualTo("processes 1 0");
  }

  @Test
  void an_instance_keeps_what_held_when_it_was_made() {
    Parallel parallel;
    try (ParallelConfig config = ParallelConfig.builder().nJobs(3).open()) {
      parallel = Parallel.builder().build();
    }

    assertThat(parallel).hasToString("Parallel(n_jobs=3)");
  }

  @Test
  void values_without_meaning_are_refused_where_they_are_given() {
    assertThatThrownBy(() -> ParallelConfig.builder().verbose(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("verbose must be 0 or more, got: -1");
    assertThatThrownBy(() -> Parallel.builder().verbose(-1))
        .hasMessage("verbose must be 0 or more, got: -1");
    assertThatThrownBy(() -> ParallelConfig.builder().backend("invalid"))
        .hasMessageStartingWith("Invalid backend: invalid, expected one of [");
  }

  private static String told() {
    return told(Parallel.builder());
  }

  private static String told(ParallelBuilder builder) {
    Settings settings = builder.settings();
    return settings.choice().name() + " " + settings.options().nJobs() + " "
        + settings.options().verbose();
  }
}
