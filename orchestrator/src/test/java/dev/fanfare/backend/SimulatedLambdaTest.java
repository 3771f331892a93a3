package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.StoreException;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.local.Fault;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Receipt;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

class SimulatedLambdaTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final VirtualTime time = new VirtualTime(Duration.ofDays(1));
  private MemoryStore objects = new MemoryStore(time, FaultPlan.NONE);
  private RunStore store = new RunStore(objects, objects);
  private SimulatedLambda lambda = lambda(FaultPlan.NONE, 10_000, Duration.ofMillis(100));

  private SimulatedLambda lambda(FaultPlan plan, int concurrency, Duration task) {
    return new SimulatedLambda(time, objects, plan, concurrency, TIMEOUT, task);
  }

  private void faulty(FaultPlan plan) {
    objects = new MemoryStore(time, plan);
    store = new RunStore(objects, objects);
    lambda = lambda(plan, 10_000, Duration.ofMillis(100));
  }

  private static Batch batch(long number, Delayed<?>... calls) {
    return new Batch(
        "run",
        number,
        1,
        IntStream.range(0, calls.length).mapToObj(i -> new Task(i, calls[i])).toList());
  }

  private CompletableFuture<InvokeResponse> invoke(Batch batch) {
    byte[] payload = Codec.write(new Invocation(batch, store.resultUrl(batch)));
    return lambda.invoke(InvokeRequest.builder()
        .functionName("simulated")
        .payload(SdkBytes.fromByteArray(payload))
        .build());
  }

  /** So many invocations at once; how many of them are not throttled. */
  private long admitted(int invocations) {
    List<CompletableFuture<InvokeResponse>> answers = IntStream.range(0, invocations)
        .mapToObj(i -> invoke(batch(i, delayed(ChaosKernels::square, 2L))))
        .toList();
    time.pass(Duration.ofMillis(4));
    return answers.stream()
        .filter(answer -> !(thrown(answer) instanceof TooManyRequestsException))
        .count();
  }

  private static @Nullable Throwable thrown(CompletableFuture<?> answer) {
    return answer.isDone() ? answer.handle((value, error) -> error).join() : null;
  }

  private BatchOutcome outcome(Batch batch) {
    CompletableFuture<BatchOutcome> outcome = store.outcome(batch);
    time.drain();
    return outcome.join();
  }

  @Test
  void a_batch_is_run_and_its_outcome_lies_in_the_store() {
    Batch batch = batch(0, delayed(ChaosKernels::square, 3L), delayed(ChaosKernels::fail, 4L));

    CompletableFuture<InvokeResponse> answer = invoke(batch);
    time.drain();

    assertThat(answer.join().functionError()).isNull();
    assertThat(Codec.readValue(answer.join().payload().asByteArray(), Receipt.class)
            .failed())
        .isEqualTo(1);
    List<TaskOutcome> tasks = outcome(batch).tasks();
    assertThat(tasks.get(0).value()).isEqualTo(9L);
    assertThat(tasks.get(1).error().message()).isEqualTo("no value for 4");
  }

  @Test
  void the_first_invocation_of_an_environment_is_a_cold_start_and_costs_more() {
    CompletableFuture<InvokeResponse> first = invoke(batch(0, delayed(ChaosKernels::square, 3L)));
    time.drain();
    CompletableFuture<InvokeResponse> second = invoke(batch(1, delayed(ChaosKernels::square, 3L)));
    time.drain();

    assertThat(report(first).initMillis()).isPresent();
    assertThat(report(second).initMillis()).isEmpty();
    assertThat(lambda.started()).isEqualTo(1);
    assertThat(lambda.busy()).isZero();
  }

  private static ReportLine report(CompletableFuture<InvokeResponse> answer) {
    byte[] log = Base64.getDecoder().decode(answer.join().logResult());
    return ReportLine.find(new String(log, StandardCharsets.UTF_8)).orElseThrow();
  }

  @Test
  void a_thousand_environments_start_at_once_and_a_hundred_more_each_second() {
    lambda = lambda(FaultPlan.NONE, 10_000, Duration.ofDays(1));

    assertThat(admitted(1_500)).isEqualTo(1_000);
    time.pass(Duration.ofMillis(996));
    assertThat(admitted(500)).isEqualTo(100);
    time.pass(Duration.ofMillis(6));
    assertThat(admitted(500)).as("one each 10 ms").isEqualTo(1);
    assertThat(lambda.throttled()).isEqualTo(500 + 400 + 499);
  }

  @Test
  void the_right_to_start_environments_is_not_banked() {
    lambda = lambda(FaultPlan.NONE, 10_000, Duration.ofDays(1));
    time.pass(Duration.ofMinutes(5));

    assertThat(admitted(3_000)).isEqualTo(1_000);
  }

  @Test
  void no_more_environments_than_the_accounts_concurrency() {
    lambda = lambda(FaultPlan.NONE, 300, Duration.ofDays(1));

    assertThat(admitted(400)).isEqualTo(300);
    time.pass(Duration.ofSeconds(20));
    assertThat(lambda.most()).isEqualTo(300);
  }

  @Test
  void warm_environments_are_used_again_before_new_ones_start() {
    assertThat(admitted(50)).isEqualTo(50);
    time.drain();
    assertThat(admitted(50)).isEqualTo(50);

    assertThat(lambda.started()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({
    "CRASH_BEFORE, Runtime.ExitError, false",
    "CRASH_DURING, Runtime.ExitError, false",
    "CRASH_AFTER, Runtime.ExitError, true",
    "TIME_OUT, Task timed out after 60.00 seconds, false"
  })
  void a_function_that_ends_badly_is_told_in_lambdas_words(
      Fault fault, String words, boolean stored) {
    faulty(FaultPlan.NONE.with(fault, 1));
    Batch batch = batch(0, delayed(ChaosKernels::square, 3L));

    CompletableFuture<InvokeResponse> answer = invoke(batch);
    time.drain();

    assertThat(answer.join().functionError()).isEqualTo("Unhandled");
    assertThat(answer.join().payload().asUtf8String()).contains(words);
    assertThat(isStored(batch)).isEqualTo(stored);
    assertThat(lambda.losses(0)).isEqualTo(stored ? 0 : 1);
    assertThat(lambda.busy()).isZero();
  }

  private boolean isStored(Batch batch) {
    return objects.download(store.resultUrl(batch)) != null;
  }

  @Test
  void kernels_that_kill_or_never_end_take_their_batch_along() {
    CompletableFuture<InvokeResponse> killed =
        invoke(batch(0, delayed(ChaosKernels::square, 3L), delayed(ChaosKernels::crash, 3L)));
    CompletableFuture<InvokeResponse> late =
        invoke(batch(1, delayed(ChaosKernels::square, 3L), delayed(ChaosKernels::hang, 3L)));
    time.drain();

    assertThat(killed.join().payload().asUtf8String()).contains("Runtime.ExitError");
    assertThat(late.join().payload().asUtf8String()).contains("Sandbox.Timedout");
    assertThat(lambda.losses(0)).isEqualTo(2);
  }

  @Test
  void a_function_that_runs_out_of_time_stores_what_is_done() {
    lambda = lambda(FaultPlan.NONE, 1, Duration.ofSeconds(10));
    Delayed<?>[] calls = IntStream.range(0, 50)
        .mapToObj(n -> delayed(ChaosKernels::square, (long) n))
        .toArray(Delayed<?>[]::new);
    Batch batch = batch(0, calls);

    CompletableFuture<InvokeResponse> answer = invoke(batch);
    time.drain();

    assertThat(answer.join().functionError()).isNull();
    assertThat(outcome(batch).tasks()).hasSizeBetween(1, 20);
  }

  @ParameterizedTest
  @EnumSource(names = {"THROTTLE", "REFUSE", "CLOCK_SKEW"})
  void the_service_refuses_by_plan(Fault fault) {
    faulty(FaultPlan.NONE.with(fault, 1));

    CompletableFuture<InvokeResponse> answer = invoke(batch(0, delayed(ChaosKernels::square, 3L)));
    time.drain();

    assertThat(thrown(answer)).isInstanceOf(LambdaException.class);
    assertThat(lambda.started()).isZero();
  }

  @Test
  void a_lost_answer_leaves_its_result() {
    faulty(FaultPlan.NONE.with(Fault.LOSE_ANSWER, 1));
    Batch batch = batch(0, delayed(ChaosKernels::square, 3L));

    CompletableFuture<InvokeResponse> answer = invoke(batch);
    time.drain();

    assertThat(thrown(answer)).isInstanceOf(SdkClientException.class);
    assertThat(outcome(batch).tasks().get(0).value()).isEqualTo(9L);
  }

  @ParameterizedTest
  @EnumSource(names = {"CORRUPT_RESULT", "TRUNCATE_RESULT"})
  void a_damaged_result_cannot_be_read(Fault fault) {
    faulty(FaultPlan.NONE.with(fault, 1));
    Batch batch = batch(0, delayed(ChaosKernels::square, 3L));
    invoke(batch);
    time.drain();

    CompletableFuture<BatchOutcome> outcome = store.outcome(batch);
    time.drain();

    assertThat(outcome).isCompletedExceptionally();
    assertThat(outcome.handle((read, error) -> error.getCause()).join())
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void a_store_that_is_asked_too_often_says_so_to_both_sides() {
    faulty(FaultPlan.NONE.with(Fault.STORE_503, 1));
    Batch batch = batch(0, delayed(ChaosKernels::square, 3L));

    CompletableFuture<InvokeResponse> answer = invoke(batch);
    CompletableFuture<byte[]> read = objects.get("any");
    time.drain();

    assertThat(answer.join().payload().asUtf8String()).contains("the store answered 503");
    assertThat(thrown(read)).isInstanceOf(StoreException.class).hasMessageContaining("SlowDown");
  }

  @Test
  void the_same_seed_takes_the_same_course() {
    assertThat(course(17)).isEqualTo(course(17)).isNotEqualTo(course(18));
  }

  private static List<Long> course(long seed) {
    SimulatedLambdaTest test = new SimulatedLambdaTest();
    test.faulty(FaultPlan.of(seed, 0.05));
    List<Long> ends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long number = i;
      test.invoke(batch(i, delayed(ChaosKernels::square, number)))
          .whenComplete((answer, error) -> ends.add(number * 1_000_000_000L + test.time.nanos()));
    }
    test.time.drain();
    return ends;
  }
}
