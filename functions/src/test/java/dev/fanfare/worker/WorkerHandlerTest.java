package dev.fanfare.worker;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Invocation;
import dev.fanfare.wire.MalformedMessageException;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The function from payload to receipt, with a store on this machine. */
@Timeout(60)
class WorkerHandlerTest {

  private final WorkerHandler handler = new WorkerHandler();

  @Test
  void itPutsTheOutcomeIntoTheStoreAndAnswersWithAReceipt() throws Exception {
    Batch batch = batch(
        delayed(SeedKernels::sum, 4L),
        delayed(WorkerKernels::throwsChecked, "no disk"),
        delayed(WorkerKernels::carriesNothing),
        delayed(SeedKernels::identity, "ü😀"));
    try (Store store = new Store(200)) {
      Receipt receipt = handle(batch, store.url());

      assertThat(store.uploads).hasSize(1);
      Store.Upload upload = store.uploads.get(0);
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
  void anErrorsStackEndsAtTheKernel() throws Exception {
    Batch batch = batch(delayed(WorkerKernels::throwsChecked, "no disk"));
    try (Store store = new Store(200)) {
      handle(batch, store.url());

      assertThat(Codec.readOutcome(store.uploads.get(0).body(), batch.returnTypes())
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
  void theWorkerStaysForTheNextBatch() throws Exception {
    Batch batch = batch(delayed(SeedKernels::sum, 4L));
    try (Store store = new Store(200)) {
      handle(batch, store.url());
      handle(batch, store.url());

      assertThat(store.uploads)
          .extracting(upload ->
              Codec.readOutcome(upload.body(), batch.returnTypes()).worker().batches())
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void aResultThatIsThereAlreadyIsNotStored() throws Exception {
    try (Store store = new Store(412)) {
      assertThat(handle(batch(delayed(SeedKernels::sum, 4L)), store.url()))
          .returns(false, Receipt::stored)
          .returns(1, Receipt::succeeded);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 404, 409, 500, 503})
  void aStoreThatRefusesIsAnErrorWithoutTheUrl(int status) throws Exception {
    try (Store store = new Store(status)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> handle(batch(delayed(SeedKernels::sum, 4L)), store.url()))
          .withMessage("the store answered " + status + " to the upload of a result")
          .satisfies(WorkerHandlerTest::keepsTheSecret);
    }
  }

  @Test
  void aStoreThatCannotBeReachedIsAnErrorWithoutTheUrl() throws Exception {
    Store store = new Store(200);
    store.close();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> handle(batch(delayed(SeedKernels::sum, 4L)), store.url()))
        .satisfies(WorkerHandlerTest::keepsTheSecret);
  }

  @Test
  void aPayloadThatIsNoInvocationIsRefused() {
    assertThatThrownBy(() -> handler.handleRequest(
            new ByteArrayInputStream("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            new ByteArrayOutputStream(),
            context()))
        .isInstanceOf(MalformedMessageException.class);
  }

  private Receipt handle(Batch batch, URI url) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] payload = Codec.write(new Invocation(batch, url));
    handler.handleRequest(new ByteArrayInputStream(payload), answer, context());
    return Codec.readReceipt(answer.toByteArray());
  }

  private static Batch batch(Delayed<?>... calls) {
    return new Batch(
        "run",
        7,
        2,
        IntStream.range(0, calls.length).mapToObj(i -> new Task(i, calls[i])).toList());
  }

  /** A context that knows its memory, enough for two threads, and nothing else. */
  private static Context context() {
    return (Context) Proxy.newProxyInstance(
        Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, args) -> {
          assertThat(method.getName()).isEqualTo("getMemoryLimitInMB");
          return 3538;
        });
  }

  private static void keepsTheSecret(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain("secret");
  }
}
