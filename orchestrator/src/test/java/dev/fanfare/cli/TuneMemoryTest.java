package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.ControlPlane;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.FunctionConfig;
import dev.fanfare.worker.WorkerHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** Memory sizes of a function are measured, and it has the one that it had in the end. */
@Timeout(180)
class TuneMemoryTest {

  /** None of those that are measured. */
  private static final int ORIGINAL_MB = 2000;

  private static final Pattern ADVICE = Pattern.compile(
      "recommended   use (1769 MB of memory \\(1 thread|3538 MB of memory \\(2 threads)"
          + " per function\\) and --batch-size (auto|\\d+): 0\\.\\d+ USD per 1,000 tasks, ");

  @TempDir
  Path folder;

  private EmbeddedCloud cloud;
  private LambdaAsyncClient lambda;

  @BeforeEach
  void start() {
    cloud = EmbeddedCloud.start(
        FunctionConfig.of(WorkerHandler.class.getName(), 2).withMemoryMb(ORIGINAL_MB),
        folder.resolve("cloud"),
        new ControlPlane());
    lambda = LambdaAsyncClient.builder()
        .endpointOverride(cloud.lambdaEndpoint())
        .region(Region.of(cloud.region()))
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())))
        .build();
  }

  @AfterEach
  void stop() {
    lambda.close();
    cloud.close();
  }

  private int memoryMb() {
    return lambda
        .getFunctionConfiguration(get -> get.functionName(cloud.functionName()))
        .join()
        .memorySize();
  }

  /** The SDK's system properties. */
  private List<String> settings() {
    return List.of(
        "-Daws.region=" + cloud.region(),
        "-Daws.accessKeyId=" + cloud.accessKeyId(),
        "-Daws.secretAccessKey=" + cloud.secretAccessKey(),
        "-Daws.endpointUrlLambda=" + cloud.lambdaEndpoint(),
        "-Daws.endpointUrlS3=" + cloud.s3Endpoint());
  }

  private String[] tune(String... options) {
    List<String> line =
        new ArrayList<>(List.of("tune", "--function=" + cloud.functionName(), "--seconds=1"));
    line.addAll(List.of(options));
    return line.toArray(String[]::new);
  }

  private Finished tuned(String... options) throws IOException, InterruptedException {
    return Finished.inChild(folder, settings(), tune(options));
  }

  @Test
  void memory_sizes_are_compared_one_is_recommended_and_the_function_is_as_before()
      throws Exception {
    Finished tuned =
        tuned("--kernel=wait_loop", "--range=20:420", "--sample=80", "--memory=3538,1769");

    assertThat(tuned.exitCode()).as(tuned.err()).isZero();
    assertThat(tuned.err())
        .contains("has 2000 MB of memory now", "--memory-size 2000")
        .contains("measuring 80 of 400 tasks of about ", " with 1769, 3538 MB ...")
        .contains("measuring batches of auto, ")
        .contains("function fanfare-worker has 2000 MB of memory again");
    List<String> lines = tuned.out().replaceAll("\n {14}", " ").lines().toList();
    assertThat(lines.get(0))
        .startsWith("memory MB  vCPUs  threads  wall s  billed s  USD/1k tasks");
    assertThat(lines.get(1)).matches("1769 +1\\.0 +1 .* \\d+ x \\d+ ms +\\S+.*");
    assertThat(lines.get(2)).matches("3538 +2\\.0 +2 .* \\d+ x \\d+ ms +\\S+.*");
    assertThat(tuned.out()).contains("USD per 1,000 tasks by memory in MB");
    assertThat(lines.get(lines.size() - 1)).matches(ADVICE.pattern() + ".*");
    assertThat(memoryMb()).isEqualTo(ORIGINAL_MB);
  }

  @Test
  void after_a_task_that_fails_the_function_is_as_before() throws Exception {
    Finished tuned = tuned(
        "--kernel=" + TestKernels.fullName("failsInLargeFunctions"),
        "--range=0:8",
        "--memory=1769,3538");

    assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(tuned.out()).isEmpty();
    assertThat(tuned.err())
        .contains("tune needs tasks that return", "too much memory")
        .contains("function fanfare-worker has 2000 MB of memory again");
    assertThat(memoryMb()).isEqualTo(ORIGINAL_MB);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be interrupted there")
  void ctrl_c_sets_the_memory_back() throws Exception {
    Child.assumeSignalsAreHeeded();
    Process child = new ProcessBuilder(Finished.line(
            settings(), tune("--kernel=wait_loop", "--range=600:2000", "--memory=1769,3538")))
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
    try (Child tuning =
        new Child(child, child.inputReader(StandardCharsets.UTF_8), folder.resolve("err"))) {
      while (memoryMb() == ORIGINAL_MB) {
        assertThat(child.isAlive()).as(tuning.told()).isTrue();
      }
      tuning.signal("INT");

      assertThat(tuning.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(tuning.told()).contains("function fanfare-worker has 2000 MB of memory again");
      assertThat(memoryMb()).isEqualTo(ORIGINAL_MB);
    }
  }

  @Test
  void queued_invocations_are_refused() throws Exception {
    tuned("--kernel=sum", "--range=0:8", "--queued")
        .assertRefused("tune needs the billed time of invocations", "leave out --queued");
  }

  @Test
  void a_sample_takes_no_longer_than_the_time_and_has_no_more_than_long_batches() {
    List<Integer> sizes = List.of(1769, 10_240);

    assertThat(LambdaSample.perThread(sizes, 1, Duration.ofSeconds(1))).isEqualTo(1);
    // A run of 2 x 6 tasks per invocation slot takes 12 s with one thread, 2 s with six.
    assertThat(LambdaSample.perThread(sizes, 1, Duration.ofSeconds(2 * 3 * 14))).isEqualTo(1);
    assertThat(LambdaSample.perThread(sizes, 0.5, Duration.ofSeconds(2 * 3 * 14)))
        .isEqualTo(2);
    assertThat(LambdaSample.perThread(sizes, 0.01, Duration.ofDays(1))).isEqualTo(200);
  }
}
