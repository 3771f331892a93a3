package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fanfare.TaskFailedException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** joblib's {@code test_error_capture} and {@code test_abort_backend}: one bad task among many long ones. */
class FailFastTest {

  private static final Duration GUARD = Duration.ofSeconds(20);

  @RegisterExtension
  static final OpenParallels PARALLELS = new OpenParallels();

  @TempDir
  private Path folder;

  /** The first task blocks for ever, the second fails once the first runs, 98 more would block. */
  private Stream<Delayed<Object>> oneBadAmongAHundred() {
    String started = folder.resolve("started").toString();
    return IntStream.range(0, 100)
        .mapToObj(n -> n == 1
            ? delayed(BlockingKernels::failAfter, started, n)
            : delayed(BlockingKernels::blockForEver, started));
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void a_failure_surfaces_without_waiting_for_the_others(String backend) {
    Parallel parallel = PARALLELS.on(backend);

    assertTimeoutPreemptively(
        GUARD,
        () -> assertThatThrownBy(() -> parallel.call(oneBadAmongAHundred()))
            .isInstanceOf(TaskFailedException.class)
            .hasMessageContaining("task 1 failed")
            .hasMessageContaining("bad: 1"));

    assertThat(parallel.call(List.of(delayed(SeedKernels::sum, 4L)))).containsExactly(6L);
  }

  @Test
  void no_process_goes_on_with_a_task_of_the_failed_call() throws Exception {
    assertThatThrownBy(() -> PARALLELS.on("processes").call(oneBadAmongAHundred()))
        .isInstanceOf(TaskFailedException.class);

    long pid = Long.parseLong(Files.readString(folder.resolve("started")));
    CompletableFuture<?> end = ProcessHandle.of(pid)
        .<CompletableFuture<?>>map(ProcessHandle::onExit)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
    end.get(GUARD.toSeconds(), TimeUnit.SECONDS);
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void threads_are_interrupted_that_have_a_task_of_the_failed_call() {
    CompletableFuture<String> interrupted = new CompletableFuture<>();
    List<Delayed<Object>> tasks = List.of(
        delayed(() -> {
          try {
            return BlockingKernels.blockForEver(folder.resolve("started").toString());
          } catch (InterruptedException e) {
            interrupted.complete("interrupted");
            throw e;
          }
        }),
        delayed(BlockingKernels::failAfter, folder.resolve("started").toString(), 1));

    assertThatThrownBy(() -> PARALLELS.on("threads").call(tasks))
        .isInstanceOf(TaskFailedException.class);
    assertThat(interrupted).succeedsWithin(GUARD).isEqualTo("interrupted");
  }
}
