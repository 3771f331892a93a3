package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.StoreException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for what queued invocations leave in the bucket. */
class ResultWatchTest {

  private final VirtualTime time = new VirtualTime(Duration.ofHours(1));
  private final MemoryStore objects = new MemoryStore(time, FaultPlan.NONE);
  private final ResultWatch watch = new ResultWatch(objects, Duration.ofSeconds(60), time);

  private static Batch batch(long number) {
    return new Batch("run", number, 1, List.of(new Task(0, delayed(SeedKernels::sum, 3L))));
  }

  private void store(Batch batch) {
    objects.put(new RunFolder("run").result(batch), new byte[] {1});
  }

  @Test
  void a_result_is_found_soon_after_it_is_there() {
    CompletableFuture<Void> first = watch.result(batch(1));
    CompletableFuture<Void> second = watch.result(batch(2));
    store(batch(2));

    time.pass(Duration.ofSeconds(2));
    assertThat(second).isCompleted();
    assertThat(first).isNotDone();

    store(batch(1));
    time.pass(Duration.ofSeconds(2));
    assertThat(first).isCompleted();
  }

  @Test
  void one_that_never_comes_may_never_have_left_the_queue_and_is_no_tasks_doing() {
    AtomicReference<Throwable> why = new AtomicReference<>();
    watch.result(batch(1)).whenComplete((there, error) -> why.set(error));

    time.pass(Duration.ofSeconds(359));
    assertThat(why).hasValue(null);
    time.pass(Duration.ofSeconds(3));

    assertThat(why.get())
        .isInstanceOfSatisfying(
            BatchLostException.class, lost -> assertThat(lost.reason()).isEqualTo(Reason.SERVICE));
  }

  @Test
  void nothing_is_looked_for_once_it_is_dropped() {
    CompletableFuture<Void> dropped = watch.result(batch(1));
    watch.drop();

    assertThat(dropped).isCancelled();
    time.drain();
  }

  @Test
  void what_comes_after_a_drop_is_looked_for() {
    watch.result(batch(1));
    watch.drop();
    CompletableFuture<Void> later = watch.result(batch(2));
    store(batch(2));

    time.pass(Duration.ofSeconds(4));
    assertThat(later).isCompleted();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void only_a_refusal_to_list_results_ends_the_wait(boolean refused) {
    StoreException error = new StoreException("access denied", refused, null);
    ObjectStore unlisted = (ObjectStore) Proxy.newProxyInstance(
        ObjectStore.class.getClassLoader(),
        new Class<?>[] {ObjectStore.class},
        (proxy, method, arguments) -> CompletableFuture.failedFuture(error));
    AtomicReference<Throwable> why = new AtomicReference<>();
    new ResultWatch(unlisted, Duration.ofSeconds(60), time)
        .result(batch(1))
        .whenComplete((there, thrown) -> why.set(thrown));

    time.pass(Duration.ofSeconds(30));

    if (refused) {
      assertThat(why.get())
          .hasMessage("access denied")
          .isInstanceOfSatisfying(
              BatchLostException.class,
              lost -> assertThat(lost.reason()).isEqualTo(Reason.REFUSED));
    } else {
      assertThat(why).hasValue(null);
    }
  }
}
