package dev.fanfare.it;

import static dev.fanfare.kernel.Delayed.delayed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.FinishedBatch;
import dev.fanfare.Outcome;
import dev.fanfare.Run;
import dev.fanfare.TaskFailedException;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaTarget;
import dev.fanfare.cli.Fanfare;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.ParallelBuilder;
import dev.fanfare.store.S3Access;
import dev.fanfare.store.S3Store;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lambda backend on every server there is: the built package is deployed by the SDK, and job lists run on it. What servers do
 * differently is left open: request ids, log lines, how an error is worded, whether an invocation after a crash is lost.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.fanfare.it.CloudUnderTest#all")
@Timeout(300)
class LambdaIT {

  /** Servers of other make answer a crash only when the function's time is over. */
  private static final int SHORT_SECONDS = 3;

  private static Deployment deployment;
  private static String worker;
  private static String hasty;

  @Parameter
  CloudUnderTest cloud;

  @TempDir
  Path folder;

  @BeforeParameterizedClassInvocation
  static void deploy(CloudUnderTest cloud) throws IOException {
    System.out.println("[it] LambdaIT on " + cloud);
    cloud.properties().forEach(System::setProperty);
    deployment = new Deployment(cloud);
    worker = deployment.function("worker", Deployment.workerWithKernels(), create -> {});
    hasty = deployment.function(
        "hasty", Deployment.workerWithKernels(), create -> create.timeout(SHORT_SECONDS));
  }

  @AfterParameterizedClassInvocation
  static void remove(CloudUnderTest cloud) {
    deployment.close();
    cloud.properties().keySet().forEach(System::clearProperty);
  }

  private ParallelBuilder on(String function, int nJobs) {
    return on(cloud.target(function), nJobs);
  }

  private static ParallelBuilder on(LambdaTarget target, int nJobs) {
    return Parallel.builder().backend("lambda", () -> new LambdaBackend(target)).nJobs(nJobs);
  }

  private static Stream<Delayed<Long>> sums(int tasks) {
    return LongStream.range(0, tasks).mapToObj(n -> delayed(SeedKernels::sum, n));
  }

  private static List<Long> sumsOf(int tasks) {
    return LongStream.range(0, tasks).map(n -> n * (n - 1) / 2).boxed().toList();
  }

  @Test
  void the_built_package_returns_results_in_order() throws IOException {
    String function = deployment.function("built", Deployment.worker(), create -> {});
    List<FinishedBatch> batches = new CopyOnWriteArrayList<>();
    try (Parallel parallel = on(function, 2).batchSize(50).onBatch(batches::add).build()) {
      assertThat(parallel.call(sums(500))).isEqualTo(sumsOf(500));
    }
    assertThat(batches).isNotEmpty();
    if (batches.stream().allMatch(batch -> batch.billedMillis() == 0)) {
      CloudUnderTest.skipped("REPORT lines on " + cloud, "its answers have no log");
    } else {
      assertThat(batches).allSatisfy(batch -> assertThat(batch.billedMillis()).isPositive());
    }
  }

  @Test
  void a_task_that_fails_is_named_and_its_batch_mates_return() {
    List<Delayed<Long>> tasks = List.of(
        delayed(SeedKernels::sum, 4L),
        delayed(ServerKernels::fail, "as it was told"),
        delayed(SeedKernels::sum, 5L));

    try (Parallel parallel = on(worker, 2).batchSize(3).build()) {
      Run<Long> run = parallel.run(tasks);

      assertThat(run.succeeded()).extracting(Outcome::get).containsExactly(6L, 10L);
      assertThatThrownBy(() -> run.failed().get(0).get())
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("task 1 failed")
          .hasMessageContaining("java.lang.IllegalStateException: as it was told")
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_task_that_ends_its_process_is_found_and_the_others_return() {
    assertOddOneFails(LongStream.range(0, 3)
        .mapToObj(n -> delayed(ServerKernels::exitIfOdd, n))
        .toList());
  }

  @Test
  void a_task_that_never_ends_is_found_and_the_others_return() {
    assertOddOneFails(LongStream.range(0, 3)
        .mapToObj(n -> delayed(ServerKernels::hangIfOdd, n))
        .toList());
  }

  private void assertOddOneFails(List<Delayed<Long>> tasks) {
    try (Parallel parallel = on(hasty, 2).batchSize(3).build()) {
      Run<Long> run = parallel.run(tasks);

      assertThat(run.succeeded()).extracting(Outcome::get).containsExactly(0L, 2L);
      assertThat(run.failed()).extracting(Outcome::index).containsExactly(1L);
    }
  }

  @Test
  void a_function_that_is_throttled_slows_the_run_down_and_fails_nothing() throws IOException {
    String narrow = deployment.function("narrow", Deployment.workerWithKernels(), create -> {});
    deployment
        .lambda()
        .putFunctionConcurrency(put -> put.functionName(narrow).reservedConcurrentExecutions(1))
        .join();

    try (Parallel parallel = on(narrow, 4).batchSize(1).build()) {
      assertThat(parallel.call(sums(12))).isEqualTo(sumsOf(12));
    }
  }

  @Test
  void arguments_and_results_may_be_larger_than_lambda_takes() {
    String large = ServerKernels.noise(10_000_000, 1);

    try (Parallel parallel = on(worker, 1).batchSize(1).build()) {
      assertThat(parallel.call(Stream.of(delayed(ServerKernels::digest, large))))
          .containsExactly(ServerKernels.digest(large));
      assertThat(parallel.call(Stream.of(delayed(ServerKernels::noise, 10_000_000, 1L))))
          .allMatch(large::equals);
    }
  }

  @Test
  void queued_invocations_are_found_in_the_bucket() {
    try (Parallel parallel =
        on(cloud.target(worker).withQueued(true), 2).batchSize(4).build()) {
      assertThat(parallel.call(sums(8))).isEqualTo(sumsOf(8));
    }
  }

  @Test
  void a_run_that_is_recorded_in_the_bucket_can_be_resumed() {
    try (Parallel parallel =
        on(worker, 2).batchSize(25).store("s3://" + deployment.bucket()).build()) {
      assertThat(parallel.call(sums(100))).isEqualTo(sumsOf(100));
      String runId = parallel.runId().orElseThrow();

      assertThat(parallel.resume(runId).results()).isEqualTo(new ArrayList<Object>(sumsOf(100)));
    }
  }

  @Test
  void a_run_is_resumed_on_the_function_that_it_was_started_on() throws Exception {
    String store = "s3://" + deployment.bucket();
    String runId;
    try (Parallel parallel = on(worker, 2).store(store).build()) {
      parallel.run(
          List.of(delayed(SeedKernels::sum, 4L), delayed(ServerKernels::fail, "again and again")));
      runId = parallel.runId().orElseThrow();
    }

    String values = fanfare(/* exitCode= */ 1, "retry-failed", runId, "--store", store, "--values");

    assertThat(values.lines()).containsExactly("6");
  }

  @Test
  void a_presigned_url_writes_an_object_once() throws Exception {
    S3Access access = new S3Access(
        cloud.s3(),
        null,
        cloud.region(),
        deployment.credentials(),
        deployment.bucket(),
        "",
        Duration.ofMinutes(5));
    try (S3Store store = S3Store.connect(access)) {
      URI url = store.putUrl("once");

      assertThat(put(url, "first")).isEqualTo(200);
      assertThat(put(url, "second")).isEqualTo(412);
      assertThat(new String(store.get("once").join(), UTF_8)).isEqualTo("first");
    }
  }

  private static int put(URI url, String body) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url)
        .header("If-None-Match", "*")
        .PUT(HttpRequest.BodyPublishers.ofString(body))
        .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void a_function_that_is_no_worker_is_refused_and_nothing_runs() throws IOException {
    String foreign = deployment.function(
        "foreign", Deployment.worker(), create -> create.handler("com.acme.Handler"));

    assertThatThrownBy(() -> new LambdaBackend(cloud.target(foreign)).function())
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("is not a Fanfare worker")
        .hasMessageContaining("com.acme.Handler");
  }

  @Test
  void a_function_that_is_not_there_is_refused() {
    String missing = deployment.bucket() + "-missing";

    assertThatThrownBy(() -> on(missing, 2).call(sums(10)))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("no function " + missing)
        .hasMessageContaining("nothing has run");
  }

  @Test
  void the_command_line_finds_the_server_by_its_environment() throws Exception {
    String range = "0:100";

    String dryRun = commandLine("--kernel", "sum", "--range", range, "--dry-run");
    String results = commandLine("--kernel", "sum", "--range", range, "--n-jobs", "2", "--values");

    assertThat(dryRun)
        .contains(worker, deployment.bucket(), "nothing has run", "cost", "1769 MB (1 vCPU)");
    assertThat(results.lines().map(Long::parseLong)).isEqualTo(sumsOf(100));
  }

  /** Runs {@code fanfare run} on the worker in a process that knows the server as any AWS tool does. */
  private String commandLine(String... options) throws IOException, InterruptedException {
    List<String> run = new ArrayList<>(List.of("run", "--function", worker));
    run.addAll(List.of(options));
    return fanfare(/* exitCode= */ 0, run.toArray(String[]::new));
  }

  private String fanfare(int exitCode, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        Fanfare.class.getName()));
    line.addAll(List.of(arguments));
    if (cloud.functions() != null) {
      line.addAll(List.of("--function-endpoint-url", cloud.functions().toString()));
    }
    Path out = Files.createTempFile(folder, "fanfare", ".out");
    ProcessBuilder builder = new ProcessBuilder(line)
        .redirectOutput(out.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(exitCode);
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out);
  }

  private Map<String, String> environment() {
    return Map.of(
        "AWS_REGION", cloud.region(),
        "AWS_ACCESS_KEY_ID", cloud.accessKey(),
        "AWS_SECRET_ACCESS_KEY", cloud.secretKey(),
        "AWS_ENDPOINT_URL_LAMBDA", cloud.lambda().toString(),
        "AWS_ENDPOINT_URL_S3", cloud.s3().toString(),
        "FANFARE_STORE", folder.resolve("runs").toString());
  }
}
