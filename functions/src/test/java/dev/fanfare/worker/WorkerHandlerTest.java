package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Compression;
import dev.fanfare.wire.InputReference;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.Receipt;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The function from payload to receipt, with a store on this machine. */
@Timeout(60)
class WorkerHandlerTest {

  private Duration limit = Duration.ofSeconds(60);
  private final AtomicInteger exitCode = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();
  private final List<Long> waits = new ArrayList<>();
  private final WorkerHandler handler =
      new WorkerHandler(exitCode::set, nanoTime::get, this::await, SharedFiles.ofEnvironment());

  @Test
  void it_puts_the_outcome_into_the_store_and_answers_with_a_receipt() throws Exception {
    Batch batch = batch(
        delayed(SeedKernels::sum, 4L),
        delayed(WorkerKernels::throwsChecked, "no disk"),
        delayed(WorkerKernels::carriesNothing),
        delayed(SeedKernels::identity, "ü😀"));
    try (Store store = new Store(200)) {
      Receipt receipt = handle(batch, store.url());

      assertThat(store.requests).hasSize(1);
      Store.Request upload = store.requests.get(0);
      assertThat(upload.method()).isEqualTo("PUT");
      assertThat(upload.ifNoneMatch()).isEqualTo("*");
      BatchOutcome outcome = Codec.readOutcome(upload.body(), batch.returnTypes());
      assertThat(outcome.runId()).isEqualTo("run");
      assertThat(outcome.worker().threads()).isEqualTo(2);
      assertThat(outcome.worker().coldStart()).isTrue();
      assertThat(outcome.tasks())
          .extracting(TaskOutcome::value)
          .containsExactly(6L, null, null, "ü😀");
      assertThat(outcome.tasks())
          .extracting(TaskOutcome::succeeded)
          .containsExactly(true, false, false, true);
      assertThat(receipt).isEqualTo(new Receipt(7, 2, 3, 1, upload.body().length, true));
    }
  }

  @Test
  void an_errors_stack_ends_at_the_kernel() throws Exception {
    Batch batch = batch(delayed(WorkerKernels::throwsChecked, "no disk"));
    try (Store store = new Store(200)) {
      handle(batch, store.url());

      assertThat(Codec.readOutcome(store.requests.get(0).body(), batch.returnTypes())
              .tasks())
          .extracting(task -> task.error() == null ? "" : task.error().trace())
          .singleElement()
          .asString()
          .startsWith("java.io.IOException: no disk")
          .contains("Caused by: java.lang.IllegalStateException: the cause")
          .doesNotContain("TaskRunner");
    }
  }

  @Test
  void the_worker_stays_for_the_next_batch() throws Exception {
    Batch batch = batch(delayed(SeedKernels::sum, 4L));
    try (Store store = new Store(200)) {
      handle(batch, store.url());
      handle(batch, store.url());

      assertThat(store.requests)
          .extracting(upload ->
              Codec.readOutcome(upload.body(), batch.returnTypes()).worker().batches())
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void a_result_that_is_there_already_is_not_stored() throws Exception {
    try (Store store = new Store(412)) {
      assertThat(handle(batch(delayed(SeedKernels::sum, 4L)), store.url()))
          .returns(false, Receipt::stored)
          .returns(1, Receipt::succeeded);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 501})
  void a_store_that_refuses_is_an_error_without_the_url(int status) throws Exception {
    try (Store store = new Store(status)) {
      assertThatExceptionOfType(ResultUploadException.class)
          .isThrownBy(() -> handle(batch(delayed(SeedKernels::sum, 4L)), store.url()))
          .withMessage("cannot upload a result to the store: it answered " + status)
          .satisfies(WorkerHandlerTest::keepsTheSecret);
      assertThat(store.requests).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 409, 429, 500, 502, 503, 504})
  void a_store_that_is_busy_is_called_again(int status) throws Exception {
    try (Store store = new Store(status, status, 200)) {
      assertThat(handle(batch(delayed(SeedKernels::sum, 4L)), store.url()).stored())
          .isTrue();
      assertThat(store.requests).hasSize(3);
      assertThat(waits).hasSize(2);
    }
  }

  @Test
  void a_result_whose_answer_was_lost_is_found_there() throws Exception {
    try (Store store = new Store(-1, 412)) {
      assertThat(handle(batch(delayed(SeedKernels::sum, 4L)), store.url()).stored())
          .isFalse();
    }
  }

  @Test
  void a_store_that_stays_busy_is_an_error_in_the_end() throws Exception {
    try (Store store = new Store(503)) {
      assertThatExceptionOfType(ResultUploadException.class)
          .isThrownBy(() -> handle(batch(delayed(SeedKernels::sum, 4L)), store.url()))
          .withMessage("cannot upload a result to the store: it answered 503")
          .satisfies(WorkerHandlerTest::keepsTheSecret);
      assertThat(store.requests).hasSize(Retry.MOST_CALLS);
    }
  }

  @Test
  void a_batch_that_is_too_large_to_travel_is_read_from_the_store() throws Exception {
    Batch batch = batch(delayed(SeedKernels::identity, "x".repeat(100_000)));
    try (Store store = new Store(503, 200)) {
      store.input = Compression.pack(Codec.write(new Invocation(batch, store.url())));

      Receipt receipt = handle(Codec.write(new InputReference(store.url())));

      assertThat(store.requests)
          .extracting(Store.Request::method)
          .containsExactly("GET", "GET", "PUT");
      assertThat(store.input).hasSizeLessThan(2_000);
      byte[] result = store.requests.get(2).body();
      assertThat(Codec.readOutcome(result, batch.returnTypes()).tasks())
          .extracting(TaskOutcome::value)
          .containsExactly("x".repeat(100_000));
      assertThat(result).as("packed as well").hasSizeLessThan(2_000);
      assertThat(receipt.resultBytes()).isEqualTo(result.length);
    }
  }

  @Test
  void a_batch_that_is_not_in_the_store_is_an_error_without_the_url() throws Exception {
    try (Store store = new Store(404)) {
      assertThatExceptionOfType(InputDownloadException.class)
          .isThrownBy(() -> handle(Codec.write(new InputReference(store.url()))))
          .withMessage("cannot download a batch from the store: it answered 404")
          .satisfies(WorkerHandlerTest::keepsTheSecret);
    }
  }

  @Test
  void tasks_that_do_not_fit_before_the_deadline_are_missing() throws Exception {
    limit = Duration.ofHours(1);
    Duration almost = limit.minus(Deadline.margin(limit));
    WorkerKernels.whileHeld = () -> nanoTime.addAndGet(almost.toNanos());
    Batch batch = batch(delayed(WorkerKernels::held), delayed(WorkerKernels::held));
    try (Store store = new Store(200)) {
      assertThat(handle(batch, store.url()))
          .returns(1, Receipt::succeeded)
          .returns(0, Receipt::failed);
      assertThat(outcome(store, batch).tasks()).hasSize(1);
      assertThat(exitCode).hasValue(0);
    }
  }

  @Test
  void a_task_is_not_started_that_takes_as_long_as_the_longest_and_would_not_end_in_time()
      throws Exception {
    WorkerKernels.whileHeld = () -> nanoTime.addAndGet(limit.toNanos() / 3);
    Delayed<Object> third = delayed(WorkerKernels::held);
    Batch batch = batch(third, third, third);
    try (Store store = new Store(200)) {
      assertThat(handle(batch, store.url()).succeeded()).isEqualTo(2);
      assertThat(exitCode).hasValue(0);
    }
  }

  @Test
  void a_task_that_runs_into_the_deadlines_margin_ends_the_process_after_the_upload()
      throws Exception {
    limit = Duration.ofMillis(4);
    WorkerKernels.whileHeld = () -> {
      // The alarm is set; the upload is not to be in a hurry.
      nanoTime.addAndGet(Duration.ofHours(-1).toNanos());
      new CountDownLatch(1).await();
      return "never";
    };
    Batch batch = batch(delayed(WorkerKernels::held));
    try (Store store = new Store(200)) {
      handle(batch, store.url());

      assertThat(exitCode).hasValue(WorkerHandler.TIMED_OUT);
      assertThat(outcome(store, batch).tasks()).as("nothing is known of it").isEmpty();
    }
  }

  private static BatchOutcome outcome(Store store, Batch batch) {
    return Codec.readOutcome(store.requests.get(0).body(), batch.returnTypes());
  }

  @Test
  void a_store_that_cannot_be_reached_is_an_error_without_the_url() throws Exception {
    Store store = new Store(200);
    store.close();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> handle(batch(delayed(SeedKernels::sum, 4L)), store.url()))
        .satisfies(WorkerHandlerTest::keepsTheSecret);
  }

  @Test
  void a_payload_that_is_no_invocation_is_refused() {
    assertThatThrownBy(() -> handler.handleRequest(
            new ByteArrayInputStream("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            new ByteArrayOutputStream(),
            context()))
        .isInstanceOf(MalformedMessageException.class);
  }

  private void await(long millis) {
    waits.add(millis);
    nanoTime.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private Receipt handle(Batch batch, URI url) throws IOException {
    return handle(Codec.write(new Invocation(batch, url)));
  }

  private Receipt handle(byte[] payload) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(new ByteArrayInputStream(payload), answer, context());
    return Codec.readValue(answer.toByteArray(), Receipt.class);
  }

  private static Batch batch(Delayed<?>... calls) {
    return new Batch(
        "run",
        7,
        2,
        IntStream.range(0, calls.length).mapToObj(i -> new Task(i, calls[i])).toList());
  }

  /** A context that knows its memory, enough for two threads, its time, and nothing else. */
  private Context context() {
    return (Context) Proxy.newProxyInstance(
        Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, args) -> {
          return switch (method.getName()) {
            case "getMemoryLimitInMB" -> 3538;
            case "getRemainingTimeInMillis" -> (int) limit.toMillis();
            default -> throw new AssertionError(method);
          };
        });
  }

  private static void keepsTheSecret(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("secret");
  }
}
