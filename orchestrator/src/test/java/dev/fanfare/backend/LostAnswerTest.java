package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.Fault;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is written is not computed again, although nobody has said that it is there. */
class LostAnswerTest {

  private final VirtualTime time = new VirtualTime(Duration.ofDays(1));
  private final MemoryStore objects = new MemoryStore(time, FaultPlan.NONE);

  private SimulatedBackend backend(FaultPlan plan) {
    Duration timeout = Duration.ofSeconds(60);
    return new SimulatedBackend(
        time, objects, plan, new SimulatedBackend.Account(10, timeout, Duration.ofMillis(100)), 1);
  }

  private static Batch square(int attempt, long n) {
    return new Batch("run", 0, attempt, List.of(new Task(0, delayed(ChaosKernels::square, n))));
  }

  private Object value(SimulatedBackend backend, Batch batch) {
    CompletableFuture<BatchResult> result = backend.submit(batch);
    time.drain();
    return result.join().outcome().tasks().get(0).value();
  }

  @Test
  void a_result_whose_answer_was_lost_is_taken_from_the_store() {
    SimulatedBackend deaf = backend(FaultPlan.NONE.with(Fault.LOSE_ANSWER, 1));

    assertThat(value(deaf, square(1, 3))).isEqualTo(9L);
  }

  @Test
  void a_result_that_an_attempt_before_has_left_is_taken_instead_of_an_invocation() {
    SimulatedBackend backend = backend(FaultPlan.NONE);

    assertThat(value(backend, square(1, 3))).isEqualTo(9L);
    assertThat(value(backend, square(2, 5))).as("the first attempt's").isEqualTo(9L);
    assertThat(value(backend, square(4, 5))).as("nobody's before").isEqualTo(25L);
  }
}
