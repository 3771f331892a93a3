package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion.Reason;
import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.RunCancelledException;
import dev.fanfare.kernel.Delayed;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that is stopped before it has begun: while its job list is asked for the first time, or written down. */
@Timeout(60)
class EarlyStopTest {

  private static final List<Delayed<Long>> TASKS =
      Collections.nCopies(3, delayed(MannerKernels::square, 3L));

  @TempDir
  private Path store;

  /** What another thread does when the list is looked at for the first time. */
  private enum Stop {
    CANCEL(Parallel::cancel),
    CLOSE(Parallel::close);

    private final Consumer<Parallel> action;

    Stop(Consumer<Parallel> action) {
      this.action = action;
    }

    /** A list during whose first reading that happens. */
    List<Delayed<Long>> in(Parallel parallel) {
      AtomicBoolean first = new AtomicBoolean(true);
      return new AbstractList<>() {
        @Override
        public Iterator<Delayed<Long>> iterator() {
          if (first.getAndSet(false)) {
            CompletableFuture.runAsync(() -> action.accept(parallel)).join();
          }
          return TASKS.iterator();
        }

        @Override
        public Delayed<Long> get(int index) {
          return TASKS.get(index);
        }

        @Override
        public int size() {
          return TASKS.size();
        }
      };
    }
  }

  @BeforeEach
  void reset() {
    CountedBackend.reset();
  }

  private static ParallelBuilder counted() {
    return Parallel.builder().backend("counted", CountedBackend::new).nJobs(2);
  }

  private static void assertNothingWasStarted() {
    assertThat(CountedBackend.opened()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Stop.class)
  void a_call_that_is_stopped_while_its_list_is_written_down_starts_nothing(Stop stop) {
    Parallel parallel = counted().store(store).build();

    assertThatThrownBy(() -> parallel.call(stop.in(parallel)))
        .isInstanceOf(RunCancelledException.class);

    assertNothingWasStarted();
    parallel.close();
  }

  @ParameterizedTest
  @EnumSource(Stop.class)
  void a_run_that_is_stopped_while_its_list_is_written_down_can_be_gone_on_with(Stop stop) {
    Parallel parallel = counted().store(store).build();

    Run<Long> run = parallel.run(stop.in(parallel));

    assertThat(run.reason()).isEqualTo(Reason.CANCELLED);
    assertThat(run.outcomes()).isEmpty();
    assertNothingWasStarted();
    assertThat(parallel.resume(parallel.runId().orElseThrow()).outcomes())
        .extracting(Outcome::value)
        .containsExactly(9L, 9L, 9L);
    parallel.close();
  }

  @ParameterizedTest
  @EnumSource(Stop.class)
  void a_stream_that_is_stopped_before_it_is_there_starts_nothing(Stop stop) {
    Parallel parallel = counted().build();

    assertThatThrownBy(() -> parallel.stream(stop.in(parallel)))
        .isInstanceOf(RunCancelledException.class);

    assertNothingWasStarted();
    assertThat(parallel.call(TASKS)).containsExactly(9L, 9L, 9L);
    parallel.close();
  }

  @Test
  void a_list_that_cannot_be_read_leaves_the_instance_usable() {
    try (Parallel parallel = counted().build()) {
      assertThatThrownBy(() -> parallel.call((Iterable<Delayed<Long>>) () -> {
            throw new IllegalStateException("no list");
          }))
          .hasMessage("no list");

      assertThat(parallel.call(TASKS)).containsExactly(9L, 9L, 9L);
    }
  }

  @Test
  void workers_that_are_just_starting_are_gone_when_closing_returns() {
    CompletableFuture<Void> opening = new CompletableFuture<>();
    CompletableFuture<Void> open = new CompletableFuture<>();
    Parallel parallel = Parallel.builder()
        .backend("slow", () -> new CountedBackend() {
          @Override
          public void open(int workers) {
            opening.complete(null);
            open.join();
            super.open(workers);
          }
        })
        .nJobs(2)
        .build();
    CompletableFuture<List<Object>> results =
        parallel.callAsync(List.of(delayed(BlockingKernels::never)));
    opening.join();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(parallel::close);
    open.complete(null);
    closed.join();

    assertThat(CountedBackend.nowOpen()).isZero();
    assertThatThrownBy(results::join).hasCauseInstanceOf(RunCancelledException.class);
  }
}
