package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Calls that wait for a worker of the embedded Lambda. */
final class CallQueueTest {

  @TempDir
  Path folder;

  @Test
  void keeps_as_many_calls_as_its_queue_holds_for_its_worker() throws IOException {
    try (Caller caller = queueing();
        ServerSocket meeting = EmbeddedCloudTest.meeting()) {
      List<CompletableFuture<InvokeResponse>> calls = fill(caller, meeting);

      present.close();

      assertThat(calls)
          .allSatisfy(call -> assertThat(Caller.join(call).functionError()).isNull());
    }
  }

  @Test
  void gives_what_waits_to_another_worker_if_its_worker_dies() throws IOException {
    try (Caller caller = queueing();
        ServerSocket meeting = EmbeddedCloudTest.meeting()) {
      String pid = caller.order("pid");
      List<CompletableFuture<InvokeResponse>> calls = fill(caller, meeting);

      ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();

      assertThat(Caller.join(calls.get(0)).functionError()).isEqualTo("Unhandled");
      assertThat(calls.subList(1, 3))
          .allSatisfy(call -> assertThat(Caller.text(Caller.join(call))).isNotEqualTo(pid));
    }
  }

  @Test
  void ends_what_waits_when_it_is_closed() throws IOException {
    List<CompletableFuture<InvokeResponse>> calls;
    Caller caller = queueing();
    try (ServerSocket meeting = EmbeddedCloudTest.meeting()) {
      LambdaAsyncClient direct = DirectInvocationTest.direct(caller);
      caller.order("pid");
      CompletableFuture<InvokeResponse> busy =
          DirectInvocationTest.invoke(direct, "meet " + meeting.getLocalPort());
      meeting.accept();
      calls = List.of(
          busy,
          DirectInvocationTest.invoke(direct, "pid"),
          DirectInvocationTest.invoke(direct, "pid"));
    } finally {
      caller.close();
    }

    assertThat(calls)
        .allSatisfy(call ->
            assertThat(Caller.join(call).payload().asUtf8String()).contains("signal: killed"));
  }

  /** A call that takes too long ends its worker, which is noticed twice. */
  @Test
  void starts_no_second_worker_for_one_that_was_too_slow() throws IOException {
    FunctionConfig slow = EmbeddedCloudTest.function(TestHandlers.Obedient.class)
        .withQueue(3)
        .withTimeout(Duration.ofSeconds(1));
    try (Caller caller = new Caller(slow, folder);
        LambdaAsyncClient direct = DirectInvocationTest.direct(caller)) {
      caller.order("pid");
      // Without connections, calls arrive in this order.
      CompletableFuture<InvokeResponse> late = DirectInvocationTest.invoke(direct, "wait");
      List<CompletableFuture<InvokeResponse>> queued = Stream.generate(
              () -> DirectInvocationTest.invoke(direct, "pid"))
          .limit(3)
          .toList();

      assertThat(Caller.join(late).functionError()).isEqualTo("Unhandled");
      assertThat(queued.stream().map(Caller::join).map(Caller::text).distinct()).hasSize(1);
    }
  }

  @Test
  void ends_what_waits_together_with_what_is_killed() throws IOException {
    try (Caller caller = queueing();
        ServerSocket meeting = EmbeddedCloudTest.meeting()) {
      List<CompletableFuture<InvokeResponse>> calls = fill(caller, meeting);

      caller.cloud().killBusy();

      assertThat(calls)
          .allSatisfy(call ->
              assertThat(Caller.join(call).payload().asUtf8String()).contains("signal: killed"));
    }
  }

  /** The worker that has come to a meeting. */
  private Socket present = new Socket();

  private Caller queueing() {
    return new Caller(EmbeddedCloudTest.function(TestHandlers.Obedient.class).withQueue(2), folder);
  }

  /** A call that has its worker, and two that wait; one more is refused, whichever came last. */
  private List<CompletableFuture<InvokeResponse>> fill(Caller caller, ServerSocket meeting)
      throws IOException {
    List<CompletableFuture<InvokeResponse>> calls = new ArrayList<>();
    calls.add(caller.start("\"meet " + meeting.getLocalPort() + "\""));
    present = meeting.accept();
    for (int i = 0; i < 3; i++) {
      calls.add(caller.start("\"pid\""));
    }
    CompletableFuture<?> refused =
        CompletableFuture.anyOf(calls.toArray(new CompletableFuture<?>[0]));
    assertThatThrownBy(() -> Caller.join(refused)).isInstanceOf(TooManyRequestsException.class);
    calls.removeIf(CompletableFuture::isDone);
    assertThat(calls).hasSize(3);
    return calls;
  }
}
