package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.backend.Backends;
import dev.fanfare.kernel.Delayed;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** joblib's group "backend registry and config", the part about backends of one's own. */
class BackendRegistryTest {

  private static final List<Delayed<Long>> TASKS =
      Collections.nCopies(3, delayed(MannerKernels::square, 3L));

  @BeforeAll
  static void register() {
    Backends.register("counted", CountedBackend::new);
    Backends.register("nobody", () -> new CountedBackend() {
      @Override
      public int workersFor(int nJobs) {
        return 0;
      }

      @Override
      public String displayName() {
        return "NobodyBackend";
      }
    });
  }

  @Test
  void a_backend_of_ones_own_runs_what_names_it() {
    CountedBackend.reset();

    assertThat(Parallel.builder().backend("counted").nJobs(2).call(TASKS))
        .containsExactly(9L, 9L, 9L);
    assertThat(CountedBackend.opened()).isEqualTo(1);
  }

  @Test
  void a_context_makes_it_the_default_of_its_block() {
    CountedBackend.reset();
    try (ParallelConfig config =
        ParallelConfig.builder().backend("counted").nJobs(2).open()) {
      assertThat(Parallel.builder().call(TASKS)).containsExactly(9L, 9L, 9L);
    }

    assertThat(CountedBackend.opened()).isEqualTo(1);
    assertThat(Parallel.builder().settings().choice().name()).isEqualTo("processes");
  }

  @Test
  void it_can_be_made_the_default_of_the_whole_jvm() {
    Backends.makeDefault("counted");
    try {
      assertThat(Parallel.builder().settings().choice().backend())
          .isInstanceOf(CountedBackend.class);
    } finally {
      Backends.makeDefault("processes");
    }
  }

  @Test
  void a_name_that_is_registered_again_means_the_new_backend() {
    Backends.register("again", CountedBackend::new);
    Backends.register("again", () -> Backends.create("threads"));

    assertThat(Backends.create("again")).isNotInstanceOf(CountedBackend.class);
  }

  @Test
  void an_unknown_name_is_refused_where_it_is_given_and_the_known_ones_are_told() {
    assertThatThrownBy(() -> Parallel.builder().backend("unknown"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid backend: unknown, expected one of [")
        .hasMessageContaining("processes, sequential, threads");
    assertThatThrownBy(() -> Backends.makeDefault("unknown"))
        .hasMessageStartingWith("Invalid backend: unknown, ");
  }

  @Test
  void a_backend_without_workers_is_refused_at_every_call_and_the_instance_stays_usable() {
    try (Parallel parallel = Parallel.builder().backend("nobody").nJobs(2).build()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> parallel.call(TASKS))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("NobodyBackend has no active worker.");
        assertThatThrownBy(() -> parallel.stream(TASKS))
            .hasMessage("NobodyBackend has no active worker.");
      }
    }
  }
}
