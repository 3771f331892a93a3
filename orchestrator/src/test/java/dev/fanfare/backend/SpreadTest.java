package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.backend.SimulatedBackend.Account;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How fast ten thousand environments start, on one function and on four with the same code. */
final class SpreadTest {

  private static final int ENVIRONMENTS = 10_000;
  // So long that no environment becomes free for a second batch.
  private static final Account ACCOUNT =
      new Account(ENVIRONMENTS, Duration.ofSeconds(900), Duration.ofDays(10));

  /** How many environments there are after 30 s. */
  private static int environments(int functions) {
    VirtualTime time = new VirtualTime(Duration.ofHours(2));
    MemoryStore objects = MemoryStore.readOnce(time);
    SimulatedBackend backend =
        SimulatedBackend.spread(time, objects, ACCOUNT, ENVIRONMENTS, functions);
    for (int i = 0; i < ENVIRONMENTS; i++) {
      Task task = new Task(i, delayed(ChaosKernels::square, (long) i));
      assertThat(backend.submit(new Batch("run", i, 1, List.of(task)))).isNotDone();
    }
    time.pass(Duration.ofSeconds(30));
    return backend.lambda().most();
  }

  @Test
  void four_functions_have_ten_thousand_environments_within_thirty_seconds() {
    assertThat(environments(4)).isEqualTo(ENVIRONMENTS);
  }

  @Test
  void one_function_gets_its_environments_at_lambdas_rate() {
    assertThat(environments(1)).isBetween(2_000, 4_000);
  }

  @Test
  void no_more_invocations_run_at_once_than_there_are_workers() {
    VirtualTime time = new VirtualTime(Duration.ofHours(2));
    SimulatedBackend backend =
        SimulatedBackend.spread(time, MemoryStore.readOnce(time), ACCOUNT, 3, 5);
    for (int i = 0; i < 10; i++) {
      Task task = new Task(i, delayed(ChaosKernels::square, (long) i));
      assertThat(backend.submit(new Batch("run", i, 1, List.of(task)))).isNotDone();
    }
    time.pass(Duration.ofSeconds(30));

    assertThat(backend.lambda().most()).isEqualTo(3);
  }

  @Test
  void a_function_that_is_always_throttled_stops_no_batch_of_a_run() {
    VirtualTime time = new VirtualTime(Duration.ofHours(2));
    SimulatedBackend backend = SimulatedBackend.spread(
        time,
        MemoryStore.readOnce(time),
        new Account(ENVIRONMENTS, Duration.ofSeconds(900), Duration.ofSeconds(1)),
        8,
        2);
    backend.lambda().refuseAll("simulated-1");
    List<CompletableFuture<BatchResult>> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Task task = new Task(i, delayed(ChaosKernels::square, (long) i));
      results.add(backend.submit(new Batch("run", i, 1, List.of(task))));
    }
    time.pass(Duration.ofMinutes(2));

    assertThat(results).allMatch(CompletableFuture::isDone);
    assertThat(backend.lambda().most()).isEqualTo(4);
  }
}
