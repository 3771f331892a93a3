package dev.fanfare.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.backend.Backends;
import dev.fanfare.backend.SequentialBackend;
import dev.fanfare.parallel.BackendChoice.Why;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's group "hints": {@code prefer} and {@code require}. */
class HintsTest {

  @ParameterizedTest(name = "explicit={0} context={1} prefer={2} require={3}: {4}, {5}")
  @CsvSource({
    ",,,,                          processes,  DEFAULT",
    ",, processes,,                processes,  DEFAULT",
    ",, threads,,                  threads,    FORCED",
    ",,, sharedmem,                threads,    FORCED",
    ",, threads, sharedmem,        threads,    FORCED",
    ", processes,,,                processes,  NAMED",
    ", processes, threads,,        processes,  NAMED",
    ", processes,, sharedmem,      threads,    FORCED",
    ", threads,,,                  threads,    NAMED",
    ", threads, processes,,        threads,    NAMED",
    ", threads,, sharedmem,        threads,    NAMED",
    ", sequential, threads,,       sequential, NAMED",
    ", sequential,, sharedmem,     sequential, NAMED",
    "processes,, threads,,         processes,  NAMED",
    "threads,, processes,,         threads,    NAMED",
    "threads,,, sharedmem,         threads,    NAMED",
    "sequential,,, sharedmem,      sequential, NAMED",
    "threads, processes,,,         threads,    NAMED",
  })
  void a_hint_counts_where_no_backend_is_named_and_a_constraint_always(
      @Nullable String explicit,
      @Nullable String context,
      @Nullable String prefer,
      @Nullable String require,
      String chosen,
      Why why) {
    BackendChoice choice = BackendChoice.of(
        explicit,
        () -> Backends.create(String.valueOf(explicit)),
        context,
        prefer,
        require,
        /* level= */ 0);

    assertThat(choice.name()).isEqualTo(chosen);
    assertThat(choice.why()).isEqualTo(why);
  }

  @Test
  void a_default_that_shares_memory_yields_to_a_hint_at_processes() {
    Backends.makeDefault("threads");
    try {
      assertThat(BackendChoice.of(null, SequentialBackend::new, null, null, null, 0)
              .name())
          .isEqualTo("threads");
      assertThat(BackendChoice.of(null, SequentialBackend::new, null, "processes", null, 0)
              .name())
          .isEqualTo("processes");
    } finally {
      Backends.makeDefault("processes");
    }
  }

  @Test
  void hints_that_contradict_each_other_are_refused_also_where_a_backend_is_named() {
    ParallelBuilder builder = Parallel.builder().prefer("processes").require("sharedmem");
    String message = "prefer == 'processes' and require == 'sharedmem' are inconsistent settings";

    assertThatThrownBy(builder::build).hasMessage(message);
    assertThatThrownBy(() -> builder.backend("threads").build()).hasMessage(message);
  }

  @Test
  void a_named_backend_that_does_not_share_memory_is_refused_where_that_is_required() {
    assertThatThrownBy(
            () -> Parallel.builder().backend("processes").require("sharedmem").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Backend processes does not support shared memory");
  }

  @Test
  void unknown_hints_are_refused_where_they_are_given() {
    String hint =
        "prefer=invalid is not a valid backend hint, expected one of ('processes', 'threads', null)";
    String constraint =
        "require=invalid is not a valid backend constraint, expected one of ('sharedmem', null)";

    assertThatThrownBy(() -> Parallel.builder().prefer("invalid")).hasMessage(hint);
    assertThatThrownBy(() -> ParallelConfig.builder().prefer("invalid")).hasMessage(hint);
    assertThatThrownBy(() -> Parallel.builder().require("invalid")).hasMessage(constraint);
    assertThatThrownBy(() -> ParallelConfig.builder().require("invalid")).hasMessage(constraint);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 49, 50})
  void from_verbose_10_on_standard_output_tells_that_a_constraint_overruled_the_context(
      int verbose) {
    try (Printed printed = new Printed();
        ParallelConfig config = ParallelConfig.builder().backend("processes").open()) {
      Parallel.builder().require("sharedmem").verbose(verbose).build();

      assertThat(printed.out())
          .containsExactly("Using ThreadBackend as joblib backend instead of ProcessBackend"
              + " as the latter does not provide shared memory semantics.");
      assertThat(printed.err()).isEmpty();
    }
  }

  @Test
  void below_verbose_10_and_where_nobody_named_a_backend_nothing_is_told() {
    try (Printed printed = new Printed()) {
      Parallel.builder().require("sharedmem").verbose(10).build();
      try (ParallelConfig config = ParallelConfig.builder().backend("processes").open()) {
        Parallel.builder().require("sharedmem").verbose(9).build();
      }

      assertThat(printed.out()).isEmpty();
      assertThat(printed.err()).isEmpty();
    }
  }

  @Test
  void the_contexts_number_of_jobs_does_not_count_where_its_backend_does_not() {
    try (ParallelConfig config =
        ParallelConfig.builder().backend("processes").nJobs(2).open()) {
      assertThat(Parallel.builder().settings().options().nJobs()).isEqualTo(2);
      assertThat(Parallel.builder().require("sharedmem").settings().options().nJobs())
          .isEqualTo(1);
      assertThat(Parallel.builder()
              .require("sharedmem")
              .nJobs(3)
              .settings()
              .options()
              .nJobs())
          .isEqualTo(3);
    }
  }
}
