package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Invocations without a connection, as the AWS SDK sees them. */
final class DirectInvocationTest {

  @TempDir
  Path folder;

  private Caller caller(Extension extension) {
    return new Caller(EmbeddedCloudTest.function(TestHandlers.Obedient.class), folder, extension);
  }

  static LambdaAsyncClient direct(Caller caller) {
    return LambdaAsyncClient.builder()
        .endpointOverride(caller.cloud().lambdaEndpoint())
        .region(Region.of(caller.cloud().region()))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .httpClient(caller.cloud().directLambda())
        .build();
  }

  static CompletableFuture<InvokeResponse> invoke(LambdaAsyncClient lambda, String order) {
    return lambda.invoke(request -> request
        .functionName("fanfare-worker")
        .logType(LogType.TAIL)
        .payload(SdkBytes.fromUtf8String('"' + order + '"')));
  }

  @Test
  void are_answered_as_those_through_a_connection_are() {
    try (Caller caller = caller(Extension.NONE);
        LambdaAsyncClient lambda = direct(caller)) {
      InvokeResponse printed = Caller.join(invoke(lambda, "print"));

      assertThat(Caller.text(printed)).isEqualTo("printed");
      assertThat(Caller.log(printed)).contains("a line on standard output", "REPORT RequestId: ");
      assertThat(Caller.text(Caller.join(invoke(lambda, "pid")))).isEqualTo(caller.order("pid"));
      assertThat(Caller.join(invoke(lambda, "throw")).functionError()).isEqualTo("Unhandled");
    }
  }

  @Test
  void are_refused_as_those_through_a_connection_are() {
    try (Caller caller = caller(Faults.by(FaultPlan.NONE.with(Fault.THROTTLE, 1)));
        LambdaAsyncClient lambda = direct(caller)) {
      assertThatThrownBy(() -> Caller.join(invoke(lambda, "pid")))
          .isInstanceOfSatisfying(TooManyRequestsException.class, throttled -> {
            assertThat(throttled.reasonAsString()).endsWith("ConcurrentInvocationLimitExceeded");
            assertThat(throttled.retryAfterSeconds()).isEqualTo("1");
          });
      assertThatThrownBy(
              () -> Caller.join(lambda.invoke(request -> request.functionName("somebody-else"))))
          .isInstanceOf(ResourceNotFoundException.class)
          .hasMessageContaining("function:somebody-else");
    }
  }

  @Test
  void fail_if_their_answer_is_lost() {
    try (Caller caller = caller(Faults.by(FaultPlan.NONE.with(Fault.LOSE_ANSWER, 1)));
        LambdaAsyncClient lambda = direct(caller)) {
      assertThatThrownBy(() -> Caller.join(invoke(lambda, "pid")))
          .isInstanceOf(SdkClientException.class)
          .hasMessageContaining("the embedded Lambda gave no answer");
    }
  }

  @Test
  void are_no_way_to_another_operation() {
    try (Caller caller = caller(Extension.NONE);
        LambdaAsyncClient lambda = direct(caller)) {
      assertThatThrownBy(() ->
              Caller.join(lambda.getFunction(request -> request.functionName("fanfare-worker"))))
          .isInstanceOf(SdkClientException.class);
    }
  }
}
