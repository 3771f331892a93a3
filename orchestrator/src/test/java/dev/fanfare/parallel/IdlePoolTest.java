package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.TaskFailedException;
import dev.fanfare.backend.Backends;
import dev.fanfare.kernel.Delayed;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** joblib's group "initializer / reuse", the part about workers between calls. */
class IdlePoolTest {

  private static final List<Delayed<Long>> TASKS =
      Collections.nCopies(3, delayed(MannerKernels::square, 3L));

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final IdlePool idle = new IdlePool(timer, Duration.ofHours(1));

  @BeforeAll
  static void register() {
    Backends.register("counted", CountedBackend::new);
  }

  @BeforeEach
  void reset() {
    CountedBackend.reset();
  }

  @AfterEach
  void close() {
    idle.close();
    timer.shutdownNow();
    assertThat(CountedBackend.nowOpen()).isZero();
  }

  @Test
  void calls_with_equal_settings_share_workers_one_after_another() {
    for (int i = 0; i < 10; i++) {
      assertThat(idle.call(counted(2).settings(), TASKS)).containsExactly(9L, 9L, 9L);
    }

    assertThat(CountedBackend.opened()).isEqualTo(1);
  }

  @Test
  void a_call_with_other_workers_or_another_initializer_closes_what_lies_there() {
    idle.call(counted(2).settings(), TASKS);
    idle.call(counted(3).settings(), TASKS);
    idle.call(counted(3).initializer(delayed(MannerKernels::setUp, "a")).settings(), TASKS);
    idle.call(counted(3).initializer(delayed(MannerKernels::setUp, "a")).settings(), TASKS);
    idle.call(counted(3).initializer(delayed(MannerKernels::setUp, "b")).settings(), TASKS);

    assertThat(CountedBackend.opened()).isEqualTo(4);
    assertThat(CountedBackend.nowOpen()).isEqualTo(1);
  }

  @Test
  void a_call_within_a_call_has_workers_of_its_own_and_one_of_both_is_kept() {
    ParallelBuilder outer = counted(2).onTask(outcome -> idle.call(counted(2).settings(), TASKS));

    idle.call(outer.settings(), TASKS);

    assertThat(CountedBackend.opened()).isEqualTo(2);
    assertThat(CountedBackend.nowOpen()).isEqualTo(1);
  }

  @Test
  void workers_of_a_call_that_failed_are_not_kept() {
    List<Delayed<Integer>> broken = List.of(delayed(MannerKernels::brokenSetUp));

    assertThatThrownBy(() -> idle.call(counted(2).settings(), broken))
        .isInstanceOf(TaskFailedException.class);

    assertThat(CountedBackend.nowOpen()).isZero();
  }

  @Test
  void workers_that_nobody_wants_are_closed_when_their_time_is_over() {
    idle.call(counted(2).settings(), TASKS);

    timer.getQueue().element().run();

    assertThat(CountedBackend.nowOpen()).isZero();
  }

  @Test
  void workers_that_were_taken_since_do_not_expire() {
    idle.call(counted(2).settings(), TASKS);
    Runnable expiry = timer.getQueue().element();
    idle.call(counted(2).settings(), TASKS);

    expiry.run();

    assertThat(CountedBackend.nowOpen()).isEqualTo(1);
  }

  @Test
  void an_instance_has_its_workers_alone() {
    idle.call(counted(2).settings(), TASKS);
    try (Parallel parallel = counted(2).build()) {
      parallel.call(TASKS);

      assertThat(CountedBackend.nowOpen()).isEqualTo(2);
    }
    assertThat(CountedBackend.nowOpen()).isEqualTo(1);
  }

  @Test
  void a_bare_call_knows_nothing_of_how_long_earlier_ones_batches_took() {
    Settings settings = counted(2).settings();
    try (Pool pool = Pool.open(settings, OptionalLong.empty())) {
      pool.sizer().completed(/* size= */ 1, /* seconds= */ 1e-3);

      assertThat(pool.sizer().nextSize()).isGreaterThan(1);
      assertThat(pool.renewed(settings).sizer().nextSize()).isEqualTo(1);
    }
  }

  @Test
  void nothing_is_kept_of_backends_that_start_at_once() {
    idle.call(Parallel.builder().backend("threads").nJobs(2).settings(), TASKS);

    assertThat(timer.getQueue()).isEmpty();
  }

  private static ParallelBuilder counted(int nJobs) {
    return Parallel.builder().backend("counted").nJobs(nJobs);
  }
}
