package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fanfare.StoreException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.local.FaultPlan;
import dev.fanfare.report.Charge;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.Tagged;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Inventory;
import dev.fanfare.wire.Ping;
import dev.fanfare.wire.Pong;
import dev.fanfare.wire.ReportLine;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** What an invocation's end means for its batch, over a client that answers what the test says. */
class InvokerTest {

  private final VirtualTime time = new VirtualTime(Duration.ofHours(1));
  private final MemoryStore objects = new MemoryStore(time, FaultPlan.NONE);
  private final List<InvokeRequest> requests = new ArrayList<>();
  private final Batch batch = batch(1);

  private static Batch batch(int attempt) {
    return new Batch("run", 7, attempt, List.of(new Task(0, delayed(SeedKernels::sum, 3L))));
  }

  private Invoker invoker(
      ObjectStore store, Function<InvokeRequest, CompletableFuture<InvokeResponse>> answer) {
    return invoker(store, InvokedFunction.alone("worker", 4, /* queue= */ 0), answer);
  }

  private Invoker invoker(
      List<InvokedFunction> functions,
      Function<InvokeRequest, CompletableFuture<InvokeResponse>> answer) {
    return invoker(objects, functions, answer);
  }

  private Invoker invoker(
      ObjectStore store,
      List<InvokedFunction> functions,
      Function<InvokeRequest, CompletableFuture<InvokeResponse>> answer) {
    LambdaAsyncClient client = new LambdaAsyncClient() {
      @Override
      public CompletableFuture<InvokeResponse> invoke(InvokeRequest request) {
        requests.add(request);
        return answer.apply(request);
      }

      @Override
      public String serviceName() {
        return "lambda";
      }

      @Override
      public void close() {}
    };
    return new Invoker(
        client,
        new RunStore(store, objects),
        functions,
        Duration.ofSeconds(900),
        null,
        time,
        () -> {});
  }

  private Invoker invoker(Function<InvokeRequest, CompletableFuture<InvokeResponse>> answer) {
    return invoker(objects, answer);
  }

  private void store(Batch done) {
    try {
      byte[] outcome = Codec.write(new Worker(1).run(done), done.returnTypes());
      objects.put(new RunFolder("run").result(done), outcome);
      time.drain();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<InvokeResponse> done() {
    return CompletableFuture.completedFuture(InvokeResponse.builder().build());
  }

  private static CompletableFuture<InvokeResponse> functionError(String type, String message) {
    String payload = "{\"errorType\":\"" + type + "\",\"errorMessage\":\"" + message + "\"}";
    return CompletableFuture.completedFuture(InvokeResponse.builder()
        .functionError("Unhandled")
        .payload(SdkBytes.fromUtf8String(payload))
        .build());
  }

  private static CompletableFuture<InvokeResponse> refusal(int status, String code) {
    return CompletableFuture.failedFuture(LambdaException.builder()
        .statusCode(status)
        .message(code)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build());
  }

  private BatchLostException loss(CompletableFuture<BatchResult> result) {
    time.drain();
    CompletionException thrown = catchThrowableOfType(CompletionException.class, result::join);
    assertThat(thrown).hasCauseInstanceOf(BatchLostException.class);
    return (BatchLostException) thrown.getCause();
  }

  private List<Object> values(CompletableFuture<BatchResult> result) {
    time.drain();
    return result.join().outcome().tasks().stream().map(TaskOutcome::value).toList();
  }

  private static final int TOO_MANY = 12;

  private static CompletableFuture<InvokeResponse> death(String... log) {
    String lines = String.join("\n", log);
    return functionError("Runtime.ExitError", "Runtime exited with error: exit status 1")
        .thenApply(answer -> answer.toBuilder()
            .logResult(Base64.getEncoder().encodeToString(lines.getBytes(StandardCharsets.UTF_8)))
            .build());
  }

  private static Batch of(String run, long number) {
    return new Batch(run, number, 1, List.of(new Task(number, delayed(SeedKernels::sum, 3L))));
  }

  private List<BatchLostException.Reason> reasons(Invoker invoker, String run, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(n -> loss(invoker.submit(of(run, n))).reason())
        .toList();
  }

  @Test
  void workers_that_always_die_end_the_run_with_their_last_words() {
    Invoker invoker =
        invoker(request -> death("START RequestId: 1", "out of", "luck", "END RequestId: 1"));

    assertThat(reasons(invoker, "run", 0, TOO_MANY - 1))
        .containsOnly(BatchLostException.Reason.WORKER_TERMINATED);
    assertThat(loss(invoker.submit(of("run", TOO_MANY)))).satisfies(last -> {
      assertThat(last.reason()).isEqualTo(BatchLostException.Reason.NO_WORKER_LIVES);
      assertThat(last)
          .hasMessageStartingWith("12 workers ended before any of them completed a batch.")
          .hasMessageContaining("exit status 1")
          .hasMessageEndingWith("its last output:\nout of\nluck");
    });
  }

  @Test
  void workers_that_die_of_single_tasks_do_not_end_the_run() {
    Invoker invoker = invoker(request -> requests.size() == TOO_MANY - 1 ? done() : death());
    reasons(invoker, "run", 0, TOO_MANY - 2);
    store(batch(1));
    values(invoker.submit(batch(1)));

    assertThat(reasons(invoker, "run", 20, 20 + 3 * TOO_MANY))
        .containsOnly(BatchLostException.Reason.WORKER_TERMINATED);
  }

  @Test
  void each_run_counts_its_own_dead() {
    Invoker invoker = invoker(request -> death());
    reasons(invoker, "run", 0, TOO_MANY - 1);

    assertThat(reasons(invoker, "next", 0, TOO_MANY - 1))
        .containsOnly(BatchLostException.Reason.WORKER_TERMINATED);
  }

  @Test
  void a_worker_that_does_not_start_is_no_tasks_fault() {
    Invoker invoker = invoker(request ->
        death("INIT_REPORT Init Duration: 1.00 ms\tPhase: invoke\tStatus: error", "no room"));

    assertThat(reasons(invoker, "run", 0, TOO_MANY - 1))
        .containsOnly(BatchLostException.Reason.SERVICE);
    assertThat(loss(invoker.submit(of("run", TOO_MANY))))
        .hasMessageContaining("a worker did not start")
        .hasMessageEndingWith("its last output:\nno room")
        .extracting(BatchLostException::reason)
        .isEqualTo(BatchLostException.Reason.NO_WORKER_LIVES);
  }

  private static CompletableFuture<InvokeResponse> pong() {
    byte[] answer = Codec.write(Pong.of(new Inventory("1", "25", Map.of())));
    return CompletableFuture.completedFuture(
        InvokeResponse.builder().payload(SdkBytes.fromByteArray(answer)).build());
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void a_question_that_is_not_answered_for_now_is_asked_again(int status) {
    Invoker invoker = invoker(
        request -> requests.size() < 3 ? refusal(status, "TooManyRequestsException") : pong());

    CompletableFuture<Pong> answer = invoker.ask(Ping.ofKernels(List.of("a::b")));
    time.drain();

    assertThat(answer).isCompletedWithValueMatching(pong -> pong.inventory() != null);
    assertThat(requests).hasSize(3);
  }

  @Test
  void a_question_that_is_refused_or_never_answered_is_given_up() {
    Invoker refused = invoker(request -> refusal(403, "AccessDeniedException"));
    assertThat(refused.ask(Ping.ofKernels(List.of("a::b")))).isCompletedExceptionally();
    assertThat(requests).hasSize(1);

    Invoker down = invoker(request -> refusal(503, "ServiceException"));
    CompletableFuture<Pong> answer = down.ask(Ping.ofKernels(List.of("a::b")));
    time.drain();
    assertThat(answer).isCompletedExceptionally();
    assertThat(requests).hasSize(1 + 4);
  }

  @Test
  void of_several_functions_the_one_whose_workers_die_is_named() {
    Invoker invoker = invoker(
        InvokedFunction.sharing(List.of("healthy", "broken"), 2),
        request -> request.functionName().equals("broken") ? death() : new CompletableFuture<>());
    invoker.submit(of("run", 100));

    reasons(invoker, "run", 0, 9);

    assertThat(loss(invoker.submit(of("run", 9))))
        .hasMessageStartingWith("10 workers of function broken ended before");
  }

  @Test
  void a_server_that_answers_without_a_result_is_no_function() {
    SdkBytes page = SdkBytes.fromUtf8String("<html>Please log in</html>");
    Invoker invoker = invoker(request -> CompletableFuture.completedFuture(
        InvokeResponse.builder().statusCode(200).payload(page).build()));

    assertThat(reasons(invoker, "run", 0, TOO_MANY - 1))
        .containsOnly(BatchLostException.Reason.RESULT_UNREADABLE);
    assertThat(loss(invoker.submit(of("run", TOO_MANY))))
        .hasMessage("12 invocations ended without a result, and none with one. The last answer: "
            + "<html>Please log in</html>")
        .extracting(BatchLostException::reason)
        .isEqualTo(BatchLostException.Reason.NO_WORKER_LIVES);
  }

  @Test
  void errors_that_are_no_deaths_are_not_counted() {
    Invoker invoker = invoker(request -> refusal(500, "ServiceException"));

    assertThat(reasons(invoker, "run", 0, 2 * TOO_MANY))
        .containsOnly(BatchLostException.Reason.SERVICE);
  }

  @Test
  void what_lies_in_the_store_counts() {
    CompletableFuture<BatchResult> result = invoker(request -> {
          store(batch);
          return done();
        })
        .submit(batch);

    assertThat(values(result)).containsExactly(3L);
    assertThat(requests.get(0).invocationType()).isEqualTo(InvocationType.REQUEST_RESPONSE);
  }

  @Test
  void a_result_counts_though_the_answer_was_lost() {
    CompletableFuture<BatchResult> result = invoker(request -> {
          store(batch);
          return CompletableFuture.failedFuture(new IOException("connection reset"));
        })
        .submit(batch);

    assertThat(values(result)).containsExactly(3L);
  }

  @Test
  void what_an_attempt_has_left_whose_answer_was_lost_is_not_computed_again() {
    store(batch);

    assertThat(values(invoker(request -> done()).submit(batch(2)))).containsExactly(3L);
    assertThat(requests).isEmpty();
  }

  @Test
  void an_answer_without_a_result_is_not_believed() {
    assertThat(loss(invoker(request -> done()).submit(batch)).reason())
        .isEqualTo(Reason.RESULT_UNREADABLE);
  }

  @Test
  void a_damaged_result_is_not_believed() {
    CompletableFuture<BatchResult> result = invoker(request -> {
          objects.put(new RunFolder("run").result(batch), new byte[] {'{'});
          time.drain();
          return done();
        })
        .submit(batch);

    assertThat(loss(result).reason()).isEqualTo(Reason.RESULT_UNREADABLE);
  }

  @Test
  void another_batchs_result_is_not_believed() {
    Batch other = new Batch("other", 7, 1, batch.tasks());
    CompletableFuture<BatchResult> result = invoker(request -> {
          try {
            byte[] outcome = Codec.write(new Worker(1).run(other), other.returnTypes());
            objects.put(new RunFolder("run").result(batch), outcome);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          time.drain();
          return done();
        })
        .submit(batch);

    assertThat(loss(result)).hasMessageContaining("belongs to another batch");
  }

  @ParameterizedTest
  @CsvSource({
    "Runtime.ExitError, Runtime exited with error: exit status 3, WORKER_TERMINATED",
    "Runtime.ExitError, Runtime exited with error: exit status 125, STORE",
    "Runtime.OutOfMemory, no memory, WORKER_TERMINATED",
    "Sandbox.Timedout, Task timed out after 900.00 seconds, TIMED_OUT",
    "com.acme.Broken, its own mistake, FUNCTION_ERROR",
    "dev.fanfare.worker.ResultUploadException, it answered 503, STORE",
    "dev.fanfare.worker.ResultUploadException, it answered 403, STORE_REFUSED",
    "dev.fanfare.worker.InputDownloadException, it answered 500, STORE",
  })
  void a_functions_error_is_known_by_its_type(String type, String message, Reason reason) {
    assertThat(
            loss(invoker(request -> functionError(type, message)).submit(batch)).reason())
        .isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "403, ExpiredTokenException, REFUSED",
    "403, AccessDeniedException, REFUSED",
    "404, ResourceNotFoundException, REFUSED",
    "403, InvalidSignatureException, SERVICE",
    "403, RequestTimeTooSkewed, SERVICE",
    "500, ServiceException, SERVICE",
    "502, EC2ThrottledException, SERVICE",
  })
  void a_refusal_is_told_from_a_service_that_fails(int status, String code, Reason reason) {
    assertThat(loss(invoker(request -> refusal(status, code)).submit(batch)).reason())
        .isEqualTo(reason);
  }

  @Test
  void what_was_throttled_is_not_invoked_once_nobody_waits_for_it() {
    Invoker invoker = invoker(request -> CompletableFuture.failedFuture(
        TooManyRequestsException.builder().statusCode(429).build()));
    CompletableFuture<BatchResult> result = invoker.submit(batch);
    assertThat(requests).hasSize(1);

    result.completeExceptionally(new IllegalStateException("nobody waits"));
    time.drain();

    assertThat(requests).hasSize(1);
    assertThat(invoker.idle()).isTrue();
  }

  @Test
  void a_bucket_that_denies_is_asked_once() {
    List<String> reads = new ArrayList<>();
    CompletableFuture<BatchResult> result =
        invoker(failing(reads, /* refused= */ true), request -> done()).submit(batch);

    assertThat(loss(result).reason()).isEqualTo(Reason.REFUSED);
    assertThat(reads).hasSize(1);
  }

  @Test
  void a_store_that_fails_is_asked_again_before_it_is_given_up() {
    List<String> reads = new ArrayList<>();
    CompletableFuture<BatchResult> result =
        invoker(failing(reads, /* refused= */ false), request -> done()).submit(batch);

    assertThat(loss(result).reason()).isEqualTo(Reason.STORE);
    assertThat(reads).hasSize(8);
  }

  private static ObjectStore failing(List<String> reads, boolean refused) {
    return new ObjectStore() {
      @Override
      public CompletableFuture<Boolean> putIfAbsent(String key, byte[] body) {
        throw new AssertionError("nothing is to be written");
      }

      @Override
      public CompletableFuture<Void> put(String key, byte[] body) {
        throw new AssertionError("nothing is to be written");
      }

      @Override
      public CompletableFuture<byte[]> get(String key) {
        reads.add(key);
        return CompletableFuture.failedFuture(new StoreException("denied", refused, null));
      }

      @Override
      public CompletableFuture<List<String>> list(String prefix) {
        throw new AssertionError("nothing is to be listed");
      }

      @Override
      public CompletableFuture<Tagged> getTagged(String key) {
        throw new UnsupportedOperationException();
      }

      @Override
      public CompletableFuture<Boolean> replace(String key, String tag, byte[] body) {
        throw new UnsupportedOperationException();
      }

      @Override
      public CompletableFuture<Void> delete(String key) {
        throw new AssertionError("nothing is to be deleted");
      }

      @Override
      public void close() {}
    };
  }

  private static final String REPORT =
      "REPORT RequestId: 1\tDuration: 4.5 ms\tBilled Duration: 5 ms\tMemory Size: 512 MB\t";

  @Test
  void a_lost_attempt_is_charged_for_as_reported() {
    Charge charge = loss(invoker(request -> death(REPORT)).submit(batch)).charge();

    assertThat(charge).isEqualTo(Charge.of(ReportLine.find(REPORT).orElseThrow()));
  }

  @Test
  void what_may_have_run_without_a_report_may_be_charged_for() {
    assertThat(loss(invoker(request -> death()).submit(batch)).charge()).isEqualTo(Charge.UNKNOWN);
    assertThat(loss(invoker(request -> refusal(500, "ServiceException")).submit(batch))
            .charge())
        .isEqualTo(Charge.UNKNOWN);
    assertThat(loss(invoker(request -> done()).submit(batch)).charge()).isEqualTo(Charge.UNKNOWN);
  }

  @Test
  void what_lambda_refused_or_was_not_sent_is_not_charged_for() {
    assertThat(
            loss(invoker(request -> refusal(403, "AccessDenied")).submit(batch)).charge())
        .isEqualTo(Charge.NONE);
  }

  @Test
  void the_outcome_of_the_attempt_before_is_not_charged_for_again() {
    store(batch);
    Batch second = batch(2);
    CompletableFuture<BatchResult> result = invoker(request -> done()).submit(second);
    time.drain();

    assertThat(result.join().charge(second)).isEqualTo(Charge.NONE);
    assertThat(requests).isEmpty();
  }
}
