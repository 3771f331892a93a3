package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Completion.Reason;
import dev.fanfare.RunCancelledException;
import dev.fanfare.kernel.Delayed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a start leaves behind that does not come to its end, wherever it was broken off: nothing. */
@Timeout(240)
@EnabledOnOs(value = OS.LINUX, disabledReason = "ports and threads are counted there")
class InterruptedStartTest {

  private static final int ROUNDS = 2;

  /** Where the start has got to, as far as can be seen from outside. */
  private enum Point {
    ENTRY((before, now) -> true),
    FOLDER((before, now) -> now.folders() > before.folders()),
    SERVER((before, now) -> now.ports() > before.ports()),
    WORKER((before, now) -> now.processes() > before.processes());

    private final BiPredicate<Traces, Traces> reached;

    Point(BiPredicate<Traces, Traces> reached) {
      this.reached = reached;
    }

    void await(Traces before, CompletableFuture<?> end) {
      while (!end.isDone() && !reached.test(before, Traces.now())) {
        Thread.onSpinWait();
      }
    }
  }

  @BeforeAll
  static void loadEverything() {
    try (Parallel parallel = processes()) {
      parallel.call(List.of(delayed(MannerKernels::square, 3L)));
    }
  }

  private static Parallel processes() {
    return Parallel.builder().backend("processes").nJobs(2).build();
  }

  private static List<Delayed<Object>> endless() {
    return List.of(delayed(BlockingKernels::never), delayed(BlockingKernels::never));
  }

  @Test
  void an_interrupted_start_is_a_cancelled_run_and_leaves_nothing() {
    Traces before = Traces.now();

    for (int round = 0; round < ROUNDS; round++) {
      for (Point point : Point.values()) {
        try (Parallel parallel = processes()) {
          interruptAt(point, parallel);
        }
      }
    }

    Traces.awaitNoMoreThan(before);
  }

  private static void interruptAt(Point point, Parallel parallel) {
    Traces before = Traces.now();
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    Thread caller = new Thread(() -> {
      if (point == Point.ENTRY) {
        Thread.currentThread().interrupt();
      }
      try {
        parallel.call(endless());
      } catch (RunCancelledException e) {
        end.complete(Thread.currentThread().isInterrupted());
      } catch (Throwable t) {
        end.completeExceptionally(t);
      }
    });
    caller.start();
    point.await(before, end);
    caller.interrupt();

    assertThat(end.join()).as("the interrupt at %s is kept", point).isTrue();
  }

  @Test
  void closing_ends_a_start_that_is_under_way_and_leaves_nothing() {
    Traces before = Traces.now();

    for (int round = 0; round < ROUNDS; round++) {
      for (Point point : Point.values()) {
        closeAt(point);
      }
    }

    Traces.awaitNoMoreThan(before);
  }

  private static void closeAt(Point point) {
    Traces before = Traces.now();
    CompletableFuture<List<Object>> results;
    try (Parallel parallel = processes()) {
      results = parallel.callAsync(endless());
      point.await(before, results);
    }

    assertThatThrownBy(results::join)
        .as("closed at %s", point)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RunCancelledException.class);
  }

  @Test
  void a_start_that_fails_leaves_nothing(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Traces before = Traces.now();

    for (Path noFolder : List.of(file, file.resolve("below"))) {
      Settings settings =
          Parallel.builder().backend("processes").nJobs(2).store(noFolder).settings();
      assertThatThrownBy(() -> Pool.open(settings, OptionalLong.empty()))
          .hasMessageContaining("the bucket cannot be made in " + noFolder);
    }

    Traces.awaitNoMoreThan(before);
  }

  @Test
  void a_stream_whose_start_is_interrupted_is_a_cancelled_run() {
    try (Parallel parallel = processes()) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> parallel.stream(endless()))
          .isInstanceOfSatisfying(
              RunCancelledException.class,
              cancelled -> assertThat(cancelled.reason()).isEqualTo(Reason.CANCELLED));

      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    }
  }
}
