package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CancellationTest {

  private static final Retry RETRY = new Retry(Deadline.NONE, millis -> {}, () -> 0);

  private final AtomicInteger actions = new AtomicInteger();

  private static StoredObject marker(Store store) {
    return new StoredObject(store.url(), RETRY);
  }

  @Test
  void a_run_that_nobody_stops_goes_on() throws IOException {
    try (Store store = new Store(404, 403, 500, -1)) {
      Cancellation cancellation = new Cancellation(marker(store));
      for (int look = 0; look < 4; look++) {
        cancellation.look(marker(store), actions::incrementAndGet);
      }

      assertThat(cancellation.cancelled()).isFalse();
      assertThat(actions).hasValue(0);
    }
  }

  @Test
  void a_run_that_is_stopped_is_told_once() throws IOException {
    try (Store store = new Store(404, 200)) {
      Cancellation cancellation = new Cancellation(marker(store));
      for (int look = 0; look < 4; look++) {
        cancellation.look(marker(store), actions::incrementAndGet);
      }

      assertThat(cancellation.cancelled()).isTrue();
      assertThat(actions).hasValue(1);
      assertThat(store.requests).hasSize(2);
    }
  }

  @Test
  void no_task_is_started_once_the_run_is_stopped() throws Exception {
    try (Store store = new Store(200)) {
      Cancellation cancellation = new Cancellation(null);
      cancellation.look(marker(store), actions::incrementAndGet);
      Batch batch = new Batch("run", 0, 1, List.of(new Task(0, delayed(SeedKernels::sum, 9L))));

      BatchOutcome outcome = new Worker(1).run(batch, late -> {}, cancellation, Deadline.NONE);

      assertThat(outcome.tasks()).isEmpty();
    }
  }

  @Test
  void what_is_done_is_told_when_the_run_is_stopped_amid_a_task() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Batch batch = new Batch(
        "run", 0, 1, List.of(new Task(0, delayed(SeedKernels::sum, 3L)), new Task(1, delayed(() -> {
          never.await();
          return 0;
        }))));
    AtomicReference<BatchOutcome> told = new AtomicReference<>();
    CountDownLatch running = new CountDownLatch(1);
    BatchRun run = new BatchRun(
        batch, WorkerInfo.UNKNOWN, told::set, () -> true, Deadline.NONE, /* borrowed= */ false);
    Thread thread = new Thread(new FutureTask<>(() -> {
      run.run(0);
      running.countDown();
      run.run(1);
      return null;
    }));
    thread.start();
    running.await();
    while (told.get() == null) {
      run.stopEarly();
      Thread.onSpinWait();
    }
    thread.join();

    assertThat(told.get().tasks()).extracting(TaskOutcome::value).containsExactly(3L);
  }
}
