package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The faults of the embedded cloud, as the AWS SDK sees them. */
final class FaultyCloudTest {

  @TempDir
  Path folder;

  private Caller caller(Fault fault) {
    return caller(fault, /* concurrency= */ 1);
  }

  private Caller caller(Fault fault, int concurrency) {
    FunctionConfig function = FunctionConfig.of(TestHandlers.Obedient.class.getName(), concurrency)
        .withMemoryMb(256)
        .withTimeout(Duration.ofSeconds(30));
    return new Caller(function, folder, Faults.by(FaultPlan.NONE.with(fault, 1)));
  }

  @Test
  void a_throttled_call_gets_a_reason_and_a_time_to_wait() {
    try (Caller caller = caller(Fault.THROTTLE)) {
      assertThatThrownBy(() -> caller.order("pid"))
          .isInstanceOfSatisfying(TooManyRequestsException.class, throttled -> {
            assertThat(throttled.reasonAsString()).endsWith("ConcurrentInvocationLimitExceeded");
            assertThat(throttled.retryAfterSeconds()).isEqualTo("1");
          });
    }
  }

  @ParameterizedTest
  @CsvSource({"REFUSE, 50.", "CLOCK_SKEW, 403"})
  void a_refused_call_gets_a_status(Fault fault, String status) {
    try (Caller caller = caller(fault)) {
      assertThatThrownBy(() -> caller.order("pid"))
          .isInstanceOfSatisfying(LambdaException.class, refused -> {
            assertThat(Integer.toString(refused.statusCode())).matches(status);
            assertThat(refused.isClockSkewException()).isEqualTo(fault == Fault.CLOCK_SKEW);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CRASH_BEFORE", "CRASH_AFTER"})
  void a_worker_that_dies_is_reported_as_killed(Fault fault) {
    try (Caller caller = caller(fault)) {
      InvokeResponse answer = caller.invoke("\"pid\"");

      assertThat(answer.functionError()).isEqualTo("Unhandled");
      assertThat(answer.payload().asUtf8String())
          .contains("Runtime.ExitError", "Runtime exited with error: signal: killed");
    }
  }

  @Test
  void a_worker_dies_while_it_runs() {
    try (Caller caller = caller(Fault.CRASH_DURING)) {
      assertThat(caller.invoke("\"wait\"").payload().asUtf8String())
          .contains("Runtime exited with error: signal: killed");
    }
  }

  @Test
  void a_time_out_is_told_in_lambdas_words() {
    try (Caller caller = caller(Fault.TIME_OUT)) {
      assertThat(caller.invoke("\"wait\"").payload().asUtf8String())
          .contains("Sandbox.Timedout", "Task timed out after 30.00 seconds");
    }
  }

  @Test
  void a_lost_answer_is_a_closed_connection() {
    try (Caller caller = caller(Fault.LOSE_ANSWER)) {
      assertThatThrownBy(() -> caller.order("pid")).isInstanceOf(SdkClientException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"LATE_ANSWER", "SLOW_START", "DELIVER_TWICE"})
  void what_is_late_or_done_twice_is_answered_all_the_same(Fault fault) {
    try (Caller caller = caller(fault)) {
      assertThat(caller.order("pid")).matches("\\d+");
    }
  }

  @Test
  void what_is_delivered_twice_runs_twice() throws IOException {
    try (Caller caller = caller(Fault.DELIVER_TWICE, /* concurrency= */ 2);
        ServerSocket meeting = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      meeting.setSoTimeout(50_000);
      CompletableFuture<InvokeResponse> answer =
          caller.start("\"meet " + meeting.getLocalPort() + "\"");
      try (Socket one = meeting.accept();
          Socket other = meeting.accept()) {
        one.getOutputStream().write(7);
        other.getOutputStream().write(7);
      }

      assertThat(Caller.text(answer.join())).isEqualTo("met 7");
    }
  }

  @ParameterizedTest
  @CsvSource({"STORE_503, 503, SlowDown", "CLOCK_SKEW, 403, RequestTimeTooSkewed"})
  void a_store_that_refuses_says_why(Fault fault, int status, String code) {
    try (Caller caller = caller(fault);
        S3AsyncClient s3 = s3(caller)) {
      assertThatThrownBy(() -> put(caller, s3, "runs/1/results/0-1.json"))
          .isInstanceOfSatisfying(S3Exception.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(status);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
          });
    }
  }

  private static final String CONTENT = "{\"tasks\":[1,2,3,4,5,6,7,8,9,10,11,12]}";

  @Test
  void a_corrupted_result_has_its_length_and_other_bytes() throws Exception {
    try (Caller caller = caller(Fault.CORRUPT_RESULT);
        S3AsyncClient s3 = s3(caller)) {
      assertThat(put(caller, s3, "runs/1/results/0-1.json"))
          .hasSameSizeAs(utf8())
          .isNotEqualTo(utf8());
      assertThat(put(caller, s3, "runs/1/run.json")).as("what is no result").isEqualTo(utf8());
    }
  }

  @Test
  void a_truncated_result_is_the_beginning_of_what_was_written() throws Exception {
    try (Caller caller = caller(Fault.TRUNCATE_RESULT);
        S3AsyncClient s3 = s3(caller)) {
      byte[] stored = put(caller, s3, "runs/1/results/0-1.json");

      assertThat(stored).hasSizeLessThan(utf8().length);
      assertThat(utf8()).startsWith(stored);
    }
  }

  /** Writes the content, and tells what lies there as soon as the writer knows that it is stored. */
  private byte[] put(Caller caller, S3AsyncClient s3, String key) throws Exception {
    Caller.join(s3.putObject(
        put -> put.bucket(caller.cloud().bucket()).key(key), AsyncRequestBody.fromString(CONTENT)));
    return Files.readAllBytes(folder.resolve(caller.cloud().bucket()).resolve(key));
  }

  private static byte[] utf8() {
    return CONTENT.getBytes(StandardCharsets.UTF_8);
  }

  private static S3AsyncClient s3(Caller caller) {
    EmbeddedCloud cloud = caller.cloud();
    return S3AsyncClient.builder()
        .endpointOverride(cloud.s3Endpoint())
        .region(Region.of(cloud.region()))
        .forcePathStyle(true)
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())))
        .overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .httpClient(Caller.HTTP)
        .build();
  }
}
