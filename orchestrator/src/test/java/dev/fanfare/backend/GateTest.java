package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GateTest {

  private final VirtualTime time = new VirtualTime(Duration.ofHours(1));
  private final List<CompletableFuture<String>> calls = new ArrayList<>();

  private CompletableFuture<String> call() {
    CompletableFuture<String> made = new CompletableFuture<>();
    calls.add(made);
    return made;
  }

  private void throttle(int call, Duration retryAfter) {
    calls
        .get(call)
        .completeExceptionally(
            new ThrottledException("ConcurrentInvocationLimitExceeded", retryAfter));
  }

  private Gate<String> gate(int width, int passes) {
    Gate<String> gate = new Gate<>(List.of(width), time);
    for (int i = 0; i < passes; i++) {
      gate.pass(lane -> call(), delayed -> {});
    }
    return gate;
  }

  @Test
  void no_more_calls_are_under_way_than_its_width() {
    gate(2, 5);
    assertThat(calls).hasSize(2);

    calls.get(0).complete("done");
    assertThat(calls).hasSize(3);
  }

  @Test
  void a_call_that_is_throttled_is_made_again_until_it_passes() {
    Gate<String> gate = new Gate<>(List.of(1), time);
    CompletableFuture<String> result = gate.pass(lane -> call(), delayed -> {});
    for (int i = 0; i < 50; i++) {
      throttle(i, Duration.ZERO);
      time.pass(Duration.ofSeconds(6));
      assertThat(calls).hasSize(i + 2);
    }

    calls.get(50).complete("done");
    assertThat(result).isCompletedWithValue("done");
  }

  @Test
  void what_lambda_asks_to_wait_is_waited() {
    gate(1, 1);
    throttle(0, Duration.ofSeconds(7));

    time.pass(Duration.ofMillis(6_999));
    assertThat(calls).hasSize(1);
    time.pass(Duration.ofMillis(1));
    assertThat(calls).hasSize(2);
  }

  @Test
  void a_burst_of_refusals_narrows_it_once() {
    gate(8, 100);
    for (int i = 0; i < 8; i++) {
      throttle(i, Duration.ofSeconds(1));
    }

    time.pass(Duration.ofSeconds(1));

    // A window of 5.6 has grown by a tenth of 8.
    assertThat(calls).as("six are let through in place of eight").hasSize(8 + 6);
  }

  @Test
  void it_opens_again_with_what_passes() {
    gate(8, 1_000);
    for (int i = 0; i < 8; i++) {
      throttle(i, Duration.ofSeconds(1));
    }
    time.pass(Duration.ofSeconds(1));
    for (int i = 8; i < 100; i++) {
      calls.get(i).complete("done");
    }

    assertThat(calls.stream().filter(call -> !call.isDone())).hasSize(8);
  }

  @Test
  void what_waits_is_dropped_also_what_was_throttled() {
    Gate<String> gate = new Gate<>(List.of(1), time);
    CompletableFuture<String> throttled = gate.pass(lane -> call(), delayed -> {});
    CompletableFuture<String> behind = gate.pass(lane -> call(), delayed -> {});
    throttle(0, Duration.ofSeconds(5));

    gate.drop();
    time.drain();

    assertThat(throttled).isCancelled();
    assertThat(behind).isCancelled();
    assertThat(calls).hasSize(1);
  }

  @Test
  void what_one_function_refuses_goes_to_another_that_has_room() {
    List<Integer> lanes = new ArrayList<>();
    Gate<String> gate = new Gate<>(List.of(1, 2), time);
    List<CompletableFuture<String>> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      results.add(gate.pass(
          lane -> {
            lanes.add(lane);
            return lane == 0
                ? CompletableFuture.failedFuture(new ThrottledException(
                    "ReservedFunctionConcurrentInvocationLimitExceeded", Duration.ZERO))
                : CompletableFuture.completedFuture("done by " + lane);
          },
          delayed -> {}));
    }

    assertThat(results).allSatisfy(one -> assertThat(one).isCompletedWithValue("done by 1"));
    assertThat(lanes)
        .filteredOn(lane -> lane == 0)
        .as("calls to the one that rests")
        .hasSize(1);
  }

  @Test
  void it_is_throttled_while_calls_wait_and_every_function_refuses() {
    Gate<String> gate = new Gate<>(List.of(1, 1), time);
    for (int i = 0; i < 4; i++) {
      gate.pass(lane -> call(), delayed -> {});
    }
    throttle(0, Duration.ofSeconds(1));
    assertThat(gate.isThrottled()).as("one of two").isFalse();
    throttle(1, Duration.ofSeconds(1));
    assertThat(gate.isThrottled()).isTrue();

    time.pass(Duration.ofSeconds(1));
    assertThat(calls.stream().filter(call -> !call.isDone())).as("run again").hasSize(2);
    assertThat(gate.isThrottled()).as("although calls wait").isFalse();
  }

  @Test
  void calls_are_shared_out_by_width() {
    List<Integer> lanes = new ArrayList<>();
    Gate<String> gate = new Gate<>(List.of(2, 4), time);
    for (int i = 0; i < 10; i++) {
      gate.pass(
          lane -> {
            lanes.add(lane);
            return new CompletableFuture<>();
          },
          delayed -> {});
    }

    assertThat(lanes).containsExactly(0, 1, 1, 0, 1, 1);
  }

  @Test
  void a_function_that_refuses_everything_is_asked_less_and_less_often() {
    List<Integer> asked = new ArrayList<>();
    Gate<String> gate = new Gate<>(List.of(4), time);
    for (int i = 0; i < 100; i++) {
      gate.pass(
          lane -> {
            asked.add(lane);
            return CompletableFuture.failedFuture(new ThrottledException("", Duration.ZERO));
          },
          delayed -> {});
    }
    time.pass(Duration.ofMinutes(5));

    assertThat(asked).as("at most four each five seconds").hasSizeLessThan(300);
  }

  @Test
  void a_call_that_cannot_be_made_leaves_its_place() {
    Gate<String> gate = new Gate<>(List.of(1), time);
    CompletableFuture<String> failed = gate.pass(
        lane -> {
          throw new IllegalStateException("cannot be made");
        },
        delayed -> {});

    assertThat(failed).isCompletedExceptionally();
    assertThat(gate.idle()).isTrue();
  }
}
