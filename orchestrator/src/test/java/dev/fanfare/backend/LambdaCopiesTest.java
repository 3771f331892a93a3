package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BackendUnavailableException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.State;

/** Several functions that share a run. */
final class LambdaCopiesTest {

  private static GetFunctionConfigurationResponse.Builder worker() {
    return GetFunctionConfigurationResponse.builder()
        .codeSha256("abc=")
        .memorySize(1769)
        .timeout(900)
        .architectures(Architecture.ARM64)
        .environment(environment -> environment.variables(Map.of("FANFARE_BUCKET", "fanfare")));
  }

  private static void require(GetFunctionConfigurationResponse.Builder copy) {
    LambdaFunction.requireSame("one", worker().build(), "two", copy.build());
  }

  @Test
  void functions_are_named_with_commas_between_them() {
    LambdaTarget target = LambdaTarget.of("one,two,three");

    assertThat(target.function()).isEqualTo("one");
    assertThat(target.functions()).containsExactly("one", "two", "three");
    assertThat(LambdaTarget.of("one, two").functions()).containsExactly("one", "two");
    assertThat(LambdaTarget.of("one").functions()).containsExactly("one");
  }

  @Test
  void a_name_that_is_none_or_there_twice_is_refused() {
    assertThatThrownBy(() -> LambdaTarget.of("one,")).hasMessageContaining("got: ");
    assertThatThrownBy(() -> LambdaTarget.of("one,two,two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each function once, got: one,two,two");
    assertThatThrownBy(() -> LambdaTarget.of("one,one")).hasMessageContaining("once");
  }

  @Test
  void a_functions_own_endpoint_that_is_no_url_is_refused_with_function_and_variable() {
    assertThatThrownBy(() -> LambdaFunction.of("one", with("localhost:4566")))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining(
            "AWS_ENDPOINT_URL in the environment of function one must be http://HOST[:PORT]");
    assertThat(LambdaFunction.of("one", with("")).ownEndpoint()).isNull();
  }

  @Test
  void a_function_that_lambda_is_still_creating_is_told_with_how_to_wait() {
    var pending = with("").toBuilder().state(State.PENDING).build();
    var idle = with("").toBuilder().state(State.INACTIVE).build();

    assertThat(LambdaFunction.unready("one", pending))
        .hasValueSatisfying(why ->
            assertThat(why).contains("aws lambda wait function-active-v2 --function-name one"));
    assertThat(LambdaFunction.unready("one", idle)).isEmpty();
  }

  private static GetFunctionConfigurationResponse with(String endpoint) {
    return worker()
        .timeout(60)
        .memorySize(1769)
        .handler("dev.fanfare.worker.WorkerHandler")
        .environment(environment -> environment.variables(
            Map.of("FANFARE_BUCKET", "fanfare", "AWS_ENDPOINT_URL", endpoint)))
        .build();
  }

  @Test
  void all_names_are_told() {
    try (LambdaBackend backend = new LambdaBackend(LambdaTarget.of("one,two"))) {
      assertThat(backend.functionNames()).isEqualTo("one,two");
    }
  }

  @Test
  void a_function_with_the_same_code_and_configuration_is_a_copy() {
    assertThatCode(() -> require(worker())).doesNotThrowAnyException();
  }

  @Test
  void a_function_that_differs_is_refused_with_what_differs() {
    assertThatThrownBy(() -> require(worker().codeSha256("def=")))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining(
            "function two is no copy of one: its code (SHA-256) is def=, not abc=");
    assertThatThrownBy(() -> require(worker().memorySize(3538))).hasMessageContaining("memory");
    assertThatThrownBy(() -> require(worker().handler("com.acme.Handler")))
        .hasMessageContaining("handler");
    assertThatThrownBy(
            () -> require(worker().layers(Layer.builder().arn("arn:layer:1").build())))
        .hasMessageContaining("layers");
    assertThatThrownBy(() -> require(worker().timeout(60))).hasMessageContaining("time limit");
    assertThatThrownBy(() -> require(worker().architectures(Architecture.X86_64)))
        .hasMessageContaining("architecture");
  }

  @Test
  void the_values_of_an_environment_are_not_told() {
    assertThatThrownBy(() -> require(worker()
            .environment(environment -> environment.variables(Map.of("SECRET", "hunter2")))))
        .hasMessageContaining("environment")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void the_same_function_by_another_name_is_no_copy() {
    String arn = "arn:aws:lambda:us-east-1:1:function:one";

    assertThatThrownBy(() -> LambdaFunction.requireSame(
            "one",
            worker().functionArn(arn).build(),
            arn,
            worker().functionArn(arn).build()))
        .hasMessageContaining("it is the same function");
  }
}
