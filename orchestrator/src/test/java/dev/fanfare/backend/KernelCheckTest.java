package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Conditions;
import dev.fanfare.wire.Inventory;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import dev.fanfare.wire.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to batches whose kernels a function does not have. */
@Timeout(60)
final class KernelCheckTest {

  private static final String SUM = SeedKernels.class.getName() + "::sum";
  private static final String MIRROR = TestKernels.class.getName() + "::mirror";

  private final List<Ping> asked = new ArrayList<>();
  private final List<Batch> submitted = new ArrayList<>();
  private CompletableFuture<Pong> answer = new CompletableFuture<>();
  private final KernelCheck check = new KernelCheck("worker", ping -> {
    asked.add(ping);
    return answer;
  });

  @Test
  void batches_wait_for_the_answer_and_the_function_is_asked_once_for_each_kernel() {
    CompletableFuture<BatchResult> first = submit(sum());
    CompletableFuture<BatchResult> second = submit(sum());
    assertThat(submitted).isEmpty();

    answer.complete(Pong.of(Inventory.here(List.of(SUM))));
    first.join();
    second.join();
    submit(sum()).join();

    assertThat(submitted).hasSize(3);
    assertThat(asked).containsExactly(Ping.ofKernels(List.of(SUM)));
  }

  @Test
  void batches_that_have_waited_are_submitted_in_their_order() {
    List<Batch> batches = new ArrayList<>();
    List<CompletableFuture<BatchResult>> results = new ArrayList<>();
    for (int number = 0; number < 100; number++) {
      Batch batch = new Batch("run", number, 1, sum().tasks());
      batches.add(batch);
      results.add(submit(batch));
    }

    answer.complete(Pong.of(Inventory.here(List.of(SUM))));
    results.forEach(CompletableFuture::join);

    assertThat(submitted).isEqualTo(batches);
  }

  @Test
  void a_kernel_that_the_function_lacks_is_refused_before_anything_is_submitted() {
    answer.complete(Pong.of(Inventory.here(List.of())));

    assertRefused(
        sum(),
        "function worker has no kernel " + SUM
            + "; add the jar with it to the function or its layer, and deploy again;"
            + " no task of it has run");
  }

  @Test
  void a_kernel_that_differs_is_refused_with_both_fingerprints() {
    answer.complete(Pong.of(new Inventory("0.1.0", "25", Map.of(MIRROR, "ab".repeat(32)))));
    String here = Kernels.byName(MIRROR).fingerprint().substring(0, 12);

    assertRefused(
        mirror(),
        "function worker has another kernel " + MIRROR + " than this process (there: abababababab,"
            + " here: " + here
            + "); build both with the same JDK from the same source, and deploy again, or set @Kernel(version) in both if"
            + " they are to count as the same; no task of it has run");
  }

  @Test
  void an_older_function_that_does_not_know_the_question_is_refused() {
    answer.complete(new Pong(null, List.of()));

    assertRefused(
        sum(),
        "function worker cannot say which kernels it has, because its Fanfare is older; deploy this"
            + " version, 0.1.0; no task of it has run");
  }

  @Test
  void a_fingerprint_that_is_not_known_is_not_a_different_one() {
    answer.complete(Pong.of(new Inventory("0.1.0", "25", Map.of(MIRROR, ""))));

    submit(mirror()).join();

    assertThat(submitted).hasSize(1);
  }

  @Test
  void a_function_that_gives_no_answer_is_left_to_explain_itself_with_its_first_batch() {
    answer.completeExceptionally(new IllegalStateException("throttled"));

    submit(sum()).join();

    assertThat(submitted).hasSize(1);
  }

  @Test
  void the_kernel_of_the_initializer_is_asked_for_as_well() {
    answer.complete(Pong.of(Inventory.here(List.of(SUM))));

    assertRefused(
        new Batch("r", 0, 1, sum().tasks(), new Conditions(1, 0, 0, call(MIRROR))), MIRROR);
  }

  @Test
  void a_run_that_is_stopped_meanwhile_submits_nothing_and_the_next_one_asks_again() {
    CompletableFuture<BatchResult> held = submit(sum());
    check.abort();
    answer.complete(Pong.of(Inventory.here(List.of(SUM))));

    assertThatThrownBy(() -> held.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(BatchLostException.class)
        .hasMessageContaining("the run was stopped");
    assertThat(submitted).isEmpty();
    submit(sum()).join();
    assertThat(asked).hasSize(2);
  }

  private void assertRefused(Batch batch, String message) {
    assertThatThrownBy(() -> submit(batch).get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining(message);
    assertThat(submitted).isEmpty();
  }

  private CompletableFuture<BatchResult> submit(Batch batch) {
    return check.submit(batch, () -> {
      submitted.add(batch);
      return CompletableFuture.completedFuture(null);
    });
  }

  private static Batch sum() {
    return new Batch("r", 0, 1, List.of(new Task(0, delayed(SeedKernels::sum, 40L))));
  }

  private static Batch mirror() {
    return new Batch("r", 0, 1, List.of(new Task(0, call(MIRROR))));
  }

  private static Delayed<?> call(String kernel) {
    return Delayed.of(Kernels.byName(kernel), (Object) null);
  }
}
