package dev.fanfare.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Zip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** The control plane, by way of the SDK: what a deployment does on AWS works here, and is refused where AWS refuses it. */
@Timeout(60)
class FunctionApiTest {

  private static final String ROLE = "arn:aws:iam::000000000000:role/any";

  @TempDir
  static Path folder;

  private static Caller caller;
  private static LambdaAsyncClient lambda;

  @BeforeAll
  static void start() {
    FunctionConfig first = FunctionConfig.of(TestHandlers.Echo.class.getName(), 3)
        .withMemoryMb(128)
        .withEnvironment(Map.of("COLOUR", "red"));
    caller = new Caller(first, folder, new ControlPlane());
    lambda = caller.lambda();
  }

  @AfterAll
  static void close() {
    caller.close();
  }

  private static byte[] obedient() throws IOException {
    return Zip.empty().with(TestHandlers.Obedient.class).bytes();
  }

  private static void create(
      String name, byte[] zip, Consumer<CreateFunctionRequest.Builder> changes) {
    Caller.join(lambda.createFunction(create -> create
        .functionName(name)
        .runtime("java25")
        .role(ROLE)
        .handler(TestHandlers.Obedient.class.getName())
        .timeout(20)
        .code(code -> code.zipFile(SdkBytes.fromByteArray(zip)))
        .applyMutation(changes)));
  }

  private static CompletableFuture<InvokeResponse> order(String function, String order) {
    return lambda.invoke(invoke ->
        invoke.functionName(function).payload(SdkBytes.fromUtf8String('"' + order + '"')));
  }

  private static GetFunctionConfigurationResponse describe(String name) {
    return Caller.join(lambda.getFunctionConfiguration(get -> get.functionName(name)));
  }

  @Test
  void the_function_that_is_there_from_the_start_is_described_with_its_bucket() {
    String name = caller.cloud().functionName();

    GetFunctionConfigurationResponse found = describe(name);

    assertThat(found.functionName()).isEqualTo(name);
    assertThat(found.functionArn()).isEqualTo(FunctionConfig.arn(name));
    assertThat(found.handler()).isEqualTo(TestHandlers.Echo.class.getName());
    assertThat(found.memorySize()).isEqualTo(128);
    assertThat(found.timeout()).isEqualTo(900);
    assertThat(found.state()).isEqualTo(State.ACTIVE);
    assertThat(found.environment().variables())
        .containsOnlyKeys("COLOUR", "FANFARE_BUCKET", "FANFARE_BUCKET_FOLDER")
        .containsEntry("COLOUR", "red")
        .containsEntry("FANFARE_BUCKET", caller.cloud().bucket());
    assertThat(describe(found.functionArn()).functionArn()).isEqualTo(found.functionArn());
  }

  @Test
  void its_concurrency_is_reserved_and_the_account_says_what_is_left_for_others() {
    String name = caller.cloud().functionName();

    var reserved = Caller.join(lambda.getFunctionConcurrency(get -> get.functionName(name)));
    var account = Caller.join(lambda.getAccountSettings()).accountLimit();

    assertThat(reserved.reservedConcurrentExecutions()).isEqualTo(3);
    assertThat(account.unreservedConcurrentExecutions())
        .isEqualTo(DeployedFunction.UNRESERVED_CONCURRENCY);
    assertThat(account.concurrentExecutions())
        .isGreaterThanOrEqualTo(DeployedFunction.UNRESERVED_CONCURRENCY + 3);
  }

  @Test
  void a_function_runs_what_was_deployed_as_it_was_told_to() throws IOException {
    create(
        "deployed",
        obedient(),
        create -> create
            .memorySize(256)
            .architectures(Architecture.ARM64)
            .environment(environment -> environment.variables(
                Map.of("COLOUR", "blue", "JAVA_TOOL_OPTIONS", "-Duser.dir=/elsewhere"))));

    assertThat(Caller.text(Caller.join(order("deployed", "context"))))
        .isEqualTo("deployed " + FunctionConfig.arn("deployed") + " 256 true");
    assertThat(Caller.text(Caller.join(order("deployed", "environment")))).contains("COLOUR");
    assertThat(Caller.text(Caller.join(order("deployed", "folder")))).isEqualTo("/elsewhere");
    assertThat(describe("deployed").architecturesAsStrings()).containsExactly("arm64");
    assertThat(describe("deployed").codeSize()).isEqualTo(obedient().length);
    assertThat(Caller.join(lambda.listFunctions()).functions())
        .extracting(FunctionConfiguration::functionName)
        .contains("deployed", caller.cloud().functionName());
    assertThat(Caller.join(lambda.getFunction(get -> get.functionName("deployed")))
            .configuration()
            .runtimeAsString())
        .isEqualTo("java25");
  }

  @Test
  void a_function_has_none_of_this_jvms_classes() throws IOException {
    create("bare", Zip.empty().with("readme", "no classes").bytes(), create -> {});

    InvokeResponse answer = Caller.join(order("bare", "pid"));

    assertThat(answer.functionError()).isEqualTo("Unhandled");
    assertThat(answer.payload().asUtf8String()).contains(TestHandlers.Obedient.class.getName());
  }

  @Test
  void a_worker_stays_for_the_next_invocation() throws IOException {
    create("kept", obedient(), create -> {});

    String first = Caller.text(Caller.join(order("kept", "pid")));

    assertThat(Caller.text(Caller.join(order("kept", "pid")))).isEqualTo(first);
  }

  @Test
  void jars_under_lib_are_on_the_class_path() throws IOException {
    byte[] zip = Zip.empty().with("lib/handlers.jar", obedient()).bytes();
    create("with-lib", zip, create -> {});

    assertThat(Caller.text(Caller.join(order("with-lib", "context")))).startsWith("with-lib ");
  }

  @Test
  void a_change_holds_for_the_next_invocation_and_lets_the_one_under_way_finish() throws Exception {
    create("changed", obedient(), create -> {});
    try (ServerSocket meeting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<InvokeResponse> underWay =
          order("changed", "meet " + meeting.getLocalPort());
      try (var worker = meeting.accept()) {
        Caller.join(lambda.updateFunctionConfiguration(update -> update
            .functionName("changed")
            .memorySize(192)
            .environment(environment -> environment.variables(Map.of("SHAPE", "round")))));

        assertThat(Caller.text(Caller.join(order("changed", "environment")))).contains("SHAPE");
        assertThat(Caller.text(Caller.join(order("changed", "context")))).contains(" 192 ");
        worker.getOutputStream().write(7);
      }
      assertThat(Caller.text(underWay.join())).isEqualTo("met 7");
    }
    assertThat(Caller.text(Caller.join(order("changed", "environment")))).contains("SHAPE");
  }

  @Test
  void new_code_replaces_the_old() throws IOException {
    create("recoded", Zip.empty().with("readme", "no classes").bytes(), create -> {});

    SdkBytes code = SdkBytes.fromByteArray(obedient());
    Caller.join(
        lambda.updateFunctionCode(update -> update.functionName("recoded").zipFile(code)));

    assertThat(Caller.text(Caller.join(order("recoded", "context")))).startsWith("recoded ");
  }

  @Test
  void a_timeout_ends_an_invocation_of_that_function() throws IOException {
    create("hasty", obedient(), create -> create.timeout(1));

    assertThat(Caller.join(order("hasty", "wait")).payload().asUtf8String())
        .contains("Sandbox.Timedout", "Task timed out after 1.00 seconds");
  }

  @Test
  void reserved_concurrency_refuses_what_is_above_it_until_it_is_given_up() throws Exception {
    create("reserved", obedient(), create -> {});
    reserve("reserved", 1);
    try (ServerSocket meeting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<InvokeResponse> underWay =
          order("reserved", "meet " + meeting.getLocalPort());
      try (var worker = meeting.accept()) {
        assertThatThrownBy(() -> Caller.join(order("reserved", "pid")))
            .isInstanceOfSatisfying(
                TooManyRequestsException.class,
                refused -> assertThat(refused.reasonAsString())
                    .isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded"));
        Caller.join(lambda.deleteFunctionConcurrency(delete -> delete.functionName("reserved")));
        assertThat(Caller.join(order("reserved", "pid")).functionError()).isNull();
        worker.getOutputStream().write(7);
      }
      underWay.join();
    }
  }

  @Test
  void a_function_with_nothing_reserved_is_refused_everything() throws IOException {
    create("stopped", obedient(), create -> {});
    reserve("stopped", 0);

    assertThatThrownBy(() -> Caller.join(order("stopped", "pid")))
        .isInstanceOf(TooManyRequestsException.class);
  }

  private static void reserve(String name, int concurrency) {
    var answer = Caller.join(lambda.putFunctionConcurrency(
        put -> put.functionName(name).reservedConcurrentExecutions(concurrency)));
    assertThat(answer.reservedConcurrentExecutions()).isEqualTo(concurrency);
  }

  @Test
  void a_function_that_is_deleted_is_gone_with_its_workers() throws IOException {
    create("deleted", obedient(), create -> {});
    String pid = Caller.text(Caller.join(order("deleted", "pid")));
    ProcessHandle worker = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

    Caller.join(lambda.deleteFunction(delete -> delete.functionName("deleted")));

    assertThat(worker.onExit()).succeedsWithin(Duration.ofSeconds(30));
    String missing = "Function not found: " + FunctionConfig.arn("deleted");
    assertNotFound(() -> describe("deleted"), missing);
    assertNotFound(() -> Caller.join(order("deleted", "pid")), missing);
    assertNotFound(
        () -> Caller.join(lambda.deleteFunction(delete -> delete.functionName("deleted"))),
        missing);
    create("deleted", obedient(), create -> {});
  }

  private static void assertNotFound(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_name_is_taken_once() {
    assertThatThrownBy(() -> create(caller.cloud().functionName(), obedient(), create -> {}))
        .isInstanceOf(ResourceConflictException.class)
        .hasMessageContaining("Function already exist: fanfare-worker");
  }

  @ParameterizedTest
  @CsvSource({
    "64, 3, Handler, memoryMb must be from 128 to 10240",
    "128, 901, Handler, timeout must be positive and at most",
    "128, 0, Handler, timeout must be positive",
    "128, 3, ' ', handler must name a class"
  })
  void a_value_that_cannot_be_is_refused(
      int memoryMb, int timeout, String handler, String message) {
    assertInvalid(
        () -> create(
            "invalid",
            obedient(),
            create -> create.memorySize(memoryMb).timeout(timeout).handler(handler)),
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS_REGION", "_HANDLER", "AWS_LAMBDA_FUNCTION_NAME"})
  void variables_of_lambdas_own_cannot_be_set(String variable) {
    assertInvalid(
        () -> create(
            "invalid",
            obedient(),
            create ->
                create.environment(environment -> environment.variables(Map.of(variable, "mine")))),
        "Reserved keys used in this request: " + variable);
  }

  @Test
  void what_is_no_zip_is_refused_and_leaves_nothing() throws IOException {
    byte[] cut = Arrays.copyOf(obedient(), 100);
    for (byte[] bad : List.of("no zip".getBytes(UTF_8), cut)) {
      assertInvalid(() -> create("bad", bad, create -> {}), "Could not unzip uploaded file");
    }
    assertThatThrownBy(() -> describe("bad")).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void a_zip_that_unpacks_to_too_much_is_refused() throws IOException {
    byte[] zeros = new byte[90_000_000];
    byte[] bomb = Zip.empty()
        .with("lib/a.jar", zeros)
        .with("lib/b.jar", zeros)
        .with("c", zeros)
        .bytes();

    assertInvalid(
        () -> create("bomb", bomb, create -> {}), "Unzipped size must be smaller than 262144000");
  }

  @Test
  void an_operation_that_is_not_known_is_refused() {
    assertThatThrownBy(() -> Caller.join(lambda.listLayers()))
        .isInstanceOfSatisfying(
            LambdaException.class, refused -> assertThat(refused.statusCode()).isEqualTo(404));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /2015-03-31/functions/fanfare-worker/configuration",
    "GET, /2016-08-19/account-settings",
    "DELETE, /2015-03-31/functions/fanfare-worker",
    "POST, /2015-03-31/functions"
  })
  void who_does_not_sign_is_refused(String method, String path) throws Exception {
    URI uri = caller.cloud().lambdaEndpoint().resolve(path);
    HttpRequest request = HttpRequest.newBuilder(uri)
        .method(method, HttpRequest.BodyPublishers.ofString("{}"))
        .build();

    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(describe(caller.cloud().functionName()).state()).isEqualTo(State.ACTIVE);
  }

  private static void assertInvalid(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining(message);
  }
}
