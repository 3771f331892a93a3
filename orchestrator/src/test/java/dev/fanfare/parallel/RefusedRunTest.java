package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.RunCancelledException;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.Runs;
import dev.fanfare.store.StoreLocation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A recorded run whose backend cannot be opened. */
@Timeout(60)
final class RefusedRunTest extends RecordFixture {

  private Parallel refused() {
    return options("threads")
        .backend("nowhere", () -> new CountedBackend() {
          @Override
          public void open(int workers) {
            throw new BackendUnavailableException("there is no function nowhere", null);
          }
        })
        .build();
  }

  private List<String> recorded() {
    try (Runs runs = Runs.in(new StoreLocation.Folder(store))) {
      return runs.all(damaged -> {}).stream().map(RunRecord::runId).toList();
    }
  }

  @Test
  void a_new_run_that_is_refused_leaves_nothing() {
    try (Parallel parallel = refused()) {
      assertThatThrownBy(() -> parallel.call(List.of(task("a", 1), task("a", 2))))
          .isInstanceOf(BackendUnavailableException.class);
    }
    assertThat(recorded()).isEmpty();
    assertThat(store.resolve("runs"))
        .satisfiesAnyOf(
            runs -> assertThat(runs).doesNotExist(), runs -> assertThat(runs).isEmptyDirectory());
  }

  @Test
  void a_cancel_while_the_backend_is_opened_ends_the_wait_and_the_run_can_be_resumed() {
    CountDownLatch opening = new CountDownLatch(1);
    try (Parallel parallel = options("threads")
        .backend("slow", () -> new CountedBackend() {
          @Override
          public void open(int workers) {
            opening.countDown();
            awaitInterrupt();
          }
        })
        .build()) {
      CompletableFuture<List<String>> call =
          parallel.callAsync(List.of(task("a", 1), task("a", 2)));
      opening.await();

      parallel.cancel();

      assertThatThrownBy(call::get).hasCauseInstanceOf(RunCancelledException.class);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(recorded()).hasSize(1);
  }

  // As a backend does that waits for a function's answer.
  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_resume_that_is_refused_keeps_the_run() throws Exception {
    String run;
    try (Parallel parallel = options("threads").build()) {
      CompletableFuture<List<Integer>> call =
          parallel.callAsync(List.of(delayed(HistoryKernels::block, notes.toString(), 0)));
      awaitStarted(0);
      parallel.cancel();
      assertThatThrownBy(call::get).hasCauseInstanceOf(RunCancelledException.class);
      run = parallel.runId().orElseThrow();
    }
    try (Parallel parallel = refused()) {
      assertThatThrownBy(() -> parallel.resume(run))
          .isInstanceOf(BackendUnavailableException.class);
    }
    assertThat(recorded()).containsExactly(run);
  }
}
