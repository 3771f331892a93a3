package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Lambda as the AWS SDK sees it, with real worker processes. */
final class EmbeddedCloudTest {

  private static final int FIVE_MB = 5 * 1024 * 1024;

  @TempDir
  Path folder;

  @Test
  void echoes_what_it_is_sent() {
    try (Caller caller = new Caller(function(TestHandlers.Echo.class), folder)) {
      InvokeResponse answer = caller.invoke("{\"a\":[1,2]}");

      assertThat(answer.functionError()).isNull();
      assertThat(answer.executedVersion()).isEqualTo("$LATEST");
      assertThat(answer.payload().asUtf8String()).isEqualTo("{\"a\":[1,2]}");
    }
  }

  @Test
  void echoes_five_megabytes_and_refuses_more_than_six() {
    try (Caller caller = new Caller(function(TestHandlers.Echo.class), folder)) {
      String large = '"' + "x".repeat(FIVE_MB) + '"';

      assertThat(caller.invoke(large).payload().asUtf8String()).isEqualTo(large);
      assertThatThrownBy(() -> caller.invoke('"' + "x".repeat(2 * FIVE_MB) + '"'))
          .isInstanceOf(RequestTooLargeException.class);
    }
  }

  @Test
  void reuses_a_warm_process_and_reports_only_its_first_start() {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder)) {
      InvokeResponse cold = caller.invoke("\"pid\"");
      InvokeResponse warm = caller.invoke("\"pid\"");

      assertThat(Caller.text(warm)).isEqualTo(Caller.text(cold));
      assertThat(Caller.log(cold)).contains("Init Duration: ");
      assertThat(Caller.log(warm)).doesNotContain("Init Duration: ");
    }
  }

  @Test
  void logs_what_the_handler_prints_between_start_and_report() {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder)) {
      caller.invoke("\"print\"");
      List<String> lines = Caller.log(caller.invoke("\"print\"")).lines().toList();

      assertThat(lines).hasSize(5);
      assertThat(lines.get(0)).matches("START RequestId: [0-9a-f-]{36} Version: \\$LATEST");
      assertThat(lines.get(1)).isEqualTo("a line on standard output");
      assertThat(lines.get(2)).isEqualTo("a line on standard error");
      assertThat(lines.get(3)).matches("END RequestId: [0-9a-f-]{36}");
      assertThat(lines.get(4))
          .matches("REPORT RequestId: [0-9a-f-]{36}\tDuration: [0-9.]+ ms\tBilled Duration: \\d+ ms"
              + "\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\t");
    }
  }

  @Test
  void reports_an_uncaught_exception_with_its_trace_and_keeps_the_process() {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder)) {
      String pid = caller.order("pid");
      InvokeResponse answer = caller.invoke("\"throw\"");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.functionError()).isEqualTo("Unhandled");
      assertThat(answer.payload().asUtf8String())
          .contains("\"errorMessage\":\"as ordered\"")
          .contains("\"errorType\":\"java.lang.IllegalStateException\"")
          .contains("\"stackTrace\":[");
      assertThat(Caller.log(answer)).contains("as ordered: java.lang.IllegalStateException");
      assertThat(caller.order("pid")).isEqualTo(pid);
    }
  }

  @Test
  void reports_an_exit_and_goes_on_in_a_new_process() {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder)) {
      String pid = caller.order("pid");
      InvokeResponse answer = caller.invoke("\"exit\"");

      assertThat(answer.functionError()).isEqualTo("Unhandled");
      assertThat(answer.payload().asUtf8String())
          .contains("\"errorType\":\"Runtime.ExitError\"")
          .contains("Error: Runtime exited with error: exit status 3\"");
      assertThat(caller.order("pid")).isNotEqualTo(pid);
    }
  }

  @Test
  void reports_a_killer_signal() throws IOException {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder);
        ServerSocket meeting = meeting()) {
      long pid = Long.parseLong(caller.order("pid"));
      CompletableFuture<InvokeResponse> stays =
          caller.start("\"meet " + meeting.getLocalPort() + "\"");
      meeting.accept();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      assertThat(Caller.join(stays).payload().asUtf8String())
          .contains("Runtime exited with error: signal: killed");
    }
  }

  @Test
  void ends_a_process_that_runs_out_of_memory() {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder)) {
      String pid = caller.order("pid");
      InvokeResponse answer = caller.invoke("\"exhaust\"");

      assertThat(answer.payload().asUtf8String()).contains("\"errorType\":\"Runtime.ExitError\"");
      assertThat(Caller.log(answer)).contains("OutOfMemoryError");
      assertThat(caller.order("pid")).isNotEqualTo(pid);
    }
  }

  @Test
  void gives_the_next_invocation_a_new_process_after_an_error_that_ends_the_runtime() {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder)) {
      String pid = caller.order("pid");

      assertThat(caller.invoke("\"overflow\"").payload().asUtf8String())
          .contains("java.lang.StackOverflowError");
      assertThat(caller.order("pid")).isNotEqualTo(pid);
    }
  }

  @Test
  void kills_a_process_that_takes_too_long() throws IOException {
    FunctionConfig hasty = function(TestHandlers.Obedient.class).withTimeout(Duration.ofSeconds(1));
    try (Caller caller = new Caller(hasty, folder);
        ServerSocket meeting = meeting()) {
      long pid = Long.parseLong(caller.order("pid"));
      CompletableFuture<ProcessHandle> gone =
          ProcessHandle.of(pid).orElseThrow().onExit();
      InvokeResponse answer = caller.invoke("\"meet " + meeting.getLocalPort() + "\"");

      assertThat(answer.functionError()).isEqualTo("Unhandled");
      assertThat(answer.payload().asUtf8String())
          .contains("\"errorType\":\"Sandbox.Timedout\"")
          .contains("Error: Task timed out after 1.00 seconds\"");
      assertThat(gone).succeedsWithin(Duration.ofSeconds(10));
      assertThat(caller.order("pid")).isNotEqualTo(Long.toString(pid));
    }
  }

  @Test
  void refuses_an_answer_that_is_too_large() {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder)) {
      assertThat(caller.invoke("\"large\"").payload().asUtf8String())
          .contains("Function.ResponseSizeTooLarge");
      assertThat(caller.order("pid")).matches("\\d+");
    }
  }

  @Test
  void answers_with_the_error_of_a_handler_that_cannot_start() {
    try (Caller caller = new Caller(function(TestHandlers.Stillborn.class), folder)) {
      InvokeResponse answer = caller.invoke("{}");

      assertThat(answer.functionError()).isEqualTo("Unhandled");
      assertThat(answer.payload().asUtf8String()).contains("not made for this world");
    }
  }

  @Test
  void answers_for_a_process_that_dies_while_it_starts() {
    try (Caller caller = new Caller(function(TestHandlers.Fatal.class), folder)) {
      InvokeResponse answer = caller.invoke("{}");

      assertThat(answer.functionError()).isEqualTo("Unhandled");
      assertThat(answer.payload().asUtf8String()).contains("exit status 7");
      assertThat(Caller.log(answer)).contains("INIT_REPORT", "Status: error");
    }
  }

  @Test
  void refuses_at_once_what_is_above_the_concurrency() throws IOException {
    try (Caller caller = new Caller(function(TestHandlers.Obedient.class), folder);
        ServerSocket meeting = meeting()) {
      caller.start("\"meet " + meeting.getLocalPort() + "\"");
      meeting.accept();

      assertThatThrownBy(() -> caller.invoke("{}"))
          .isInstanceOfSatisfying(TooManyRequestsException.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.reasonAsString())
                .isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded");
            assertThat(refused.retryAfterSeconds()).isEqualTo("1");
          });
    }
  }

  @Test
  void opens_nothing_once_it_is_closed() {
    EmbeddedCloud cloud = EmbeddedCloud.start(function(TestHandlers.Echo.class), folder);
    cloud.close();

    assertThatThrownBy(cloud::s3Endpoint).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void knows_its_function_by_name_and_arn_and_no_other() {
    try (Caller caller = new Caller(function(TestHandlers.Echo.class), folder)) {
      LambdaAsyncClient lambda = caller.lambda();
      String arn = FunctionConfig.arn("fanfare-worker");

      assertThat(Stream.of(arn, arn + ":$LATEST", "fanfare-worker:$LATEST"))
          .allSatisfy(name -> assertThat(
                  Caller.join(lambda.invoke(request -> request.functionName(name)))
                      .payload()
                      .asUtf8String())
              .isEqualTo("{}"));
      assertThat(Caller.join(lambda.invoke(
                  request -> request.functionName("fanfare-worker").qualifier("$LATEST")))
              .statusCode())
          .isEqualTo(200);
      assertThatThrownBy(
              () -> Caller.join(lambda.invoke(request -> request.functionName("somebody-else"))))
          .isInstanceOf(ResourceNotFoundException.class)
          .hasMessageContaining("function:somebody-else");
    }
  }

  @Test
  void knows_no_operation_but_invoke() {
    try (Caller caller = new Caller(function(TestHandlers.Echo.class), folder)) {
      LambdaAsyncClient lambda = caller.lambda();

      assertThat(Stream.<Supplier<CompletableFuture<?>>>of(
              () -> lambda.createFunction(create -> create
                  .functionName("another")
                  .role("arn:aws:iam::000000000000:role/any")
                  .code(code -> code.zipFile(SdkBytes.fromUtf8String("zip")))),
              () -> lambda.updateFunctionConfiguration(
                  update -> update.functionName("fanfare-worker").handler("another")),
              () -> lambda.deleteFunction(delete -> delete.functionName("fanfare-worker"))))
          .allSatisfy(operation -> assertThatThrownBy(() -> Caller.join(operation.get()))
              .isInstanceOfSatisfying(LambdaException.class, refused -> {
                assertThat(refused.statusCode()).isEqualTo(404);
                assertThat(refused.awsErrorDetails().errorCode())
                    .isEqualTo("UnknownOperationException");
              }));
      assertThat(caller.invoke("{}").functionError()).isNull();
    }
  }

  @Test
  void refuses_an_event_that_is_no_json() {
    try (Caller caller = new Caller(function(TestHandlers.Echo.class), folder)) {
      assertThat(Stream.of("{", "nope", "1 2", "{'a':1}", "[1,]"))
          .allSatisfy(event -> assertThatThrownBy(() -> caller.invoke(event))
              .isInstanceOf(InvalidRequestContentException.class));
    }
  }

  @Test
  void answers_events_and_dry_runs_without_a_payload() {
    try (Caller caller = new Caller(function(TestHandlers.Echo.class), folder)) {
      assertThat(Stream.of(InvocationType.EVENT, InvocationType.DRY_RUN)
              .map(type -> Caller.join(caller
                      .lambda()
                      .invoke(
                          request -> request.functionName("fanfare-worker").invocationType(type)))
                  .statusCode()))
          .containsExactly(202, 204);
    }
  }

  @Test
  void refuses_strangers_credentials() {
    try (Caller caller = new Caller(function(TestHandlers.Echo.class), folder);
        LambdaAsyncClient wrongKey = Caller.client(caller.cloud(), "AKIASTRANGER", "secret");
        LambdaAsyncClient wrongSecret =
            Caller.client(caller.cloud(), caller.cloud().accessKeyId(), "secret")) {
      assertThatThrownBy(
              () -> Caller.join(wrongKey.invoke(request -> request.functionName("fanfare-worker"))))
          .isInstanceOfSatisfying(LambdaException.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.awsErrorDetails().errorCode())
                .isEqualTo("UnrecognizedClientException");
          });
      assertThatThrownBy(() ->
              Caller.join(wrongSecret.invoke(request -> request.functionName("fanfare-worker"))))
          .isInstanceOfSatisfying(
              LambdaException.class,
              refused -> assertThat(refused.awsErrorDetails().errorCode())
                  .isEqualTo("InvalidSignatureException"));
    }
  }

  @Test
  void refuses_a_worker_that_does_not_know_its_secret_path() throws IOException {
    try (EmbeddedCloud cloud = EmbeddedCloud.start(function(TestHandlers.Echo.class), folder)) {
      URL next = cloud
          .lambdaEndpoint()
          .resolve("/w/00/2018-06-01/runtime/invocation/next")
          .toURL();

      assertThat(((HttpURLConnection) next.openConnection()).getResponseCode()).isEqualTo(403);
    }
  }

  @Test
  void shows_the_handler_lambdas_variables_and_none_of_the_callers() {
    FunctionConfig function =
        function(TestHandlers.Obedient.class).withEnvironment(Map.of("MINE", "1"));
    try (Caller caller = new Caller(function, folder)) {
      Set<String> variables = Set.of(caller.order("environment").split(","));

      assertThat(variables)
          .contains("MINE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION", "_HANDLER")
          .doesNotContain("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "MAVEN_OPTS", "PWD");
      assertThat(caller.order("input")).isEqualTo("-1");
      assertThat(Path.of(caller.order("folder"))).isEmptyDirectory();
      assertThat(caller.order("context"))
          .isEqualTo("fanfare-worker " + FunctionConfig.arn("fanfare-worker") + " 256 true");
    }
  }

  @Test
  void tells_the_worker_of_a_time_limit_longer_than_lambdas() {
    FunctionConfig patient =
        function(TestHandlers.Obedient.class).withTimeout(FunctionConfig.LONGEST);
    try (Caller caller = new Caller(patient, folder)) {
      assertThat(Duration.ofMillis(Long.parseLong(caller.order("remaining"))))
          .isGreaterThan(Duration.ofDays(6));
    }
  }

  @Test
  void starts_sixty_four_processes_at_once() throws IOException {
    FunctionConfig wide =
        FunctionConfig.of(TestHandlers.Obedient.class.getName(), 64).withMemoryMb(128);
    try (Caller caller = new Caller(wide, folder);
        ServerSocket meeting = meeting()) {
      String meet = "\"meet " + meeting.getLocalPort() + "\"";
      List<CompletableFuture<InvokeResponse>> answers =
          IntStream.range(0, 64).mapToObj(i -> caller.start(meet)).toList();
      List<Socket> present = new ArrayList<>();
      while (present.size() < 64) {
        present.add(meeting.accept());
      }
      for (Socket worker : present) {
        worker.close();
      }

      assertThat(answers)
          .allSatisfy(answer -> assertThat(Caller.text(Caller.join(answer))).isEqualTo("met -1"));
    }
  }

  /** Where handlers show that they run (see {@link TestHandlers.Obedient}); a minute without one fails the test. */
  static ServerSocket meeting() throws IOException {
    ServerSocket meeting = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    meeting.setSoTimeout(60_000);
    return meeting;
  }

  static FunctionConfig function(Class<?> handler) {
    return FunctionConfig.of(handler.getName(), 1)
        .withMemoryMb(256)
        .withTimeout(Duration.ofSeconds(30));
  }
}
