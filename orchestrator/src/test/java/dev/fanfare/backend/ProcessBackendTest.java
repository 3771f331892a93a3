package dev.fanfare.backend;

import static dev.fanfare.kernel.Delayed.delayed;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.local.ControlPlane;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

class ProcessBackendTest {

  private static final ProcessBackend BACKEND = new ProcessBackend();

  @BeforeAll
  static void open() {
    BACKEND.open(2);
  }

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static Batch batch(String runId, long number, Task... tasks) {
    return new Batch(runId, number, 1, List.of(tasks));
  }

  @Test
  void results_lie_in_the_runs_folder_in_s3() throws Exception {
    Batch batch = batch(
        "run-1",
        7,
        new Task(70, delayed(SeedKernels::sum, 4L)),
        new Task(71, delayed(SeedKernels::sum, 5L)));

    BACKEND.submit(batch).get(60, SECONDS);

    try (S3AsyncClient s3 = s3Client()) {
      String bucket = BACKEND.cloud().bucket();
      List<S3Object> found = s3.listObjectsV2(
              list -> list.bucket(bucket).prefix("runs/run-1/results/"))
          .get()
          .contents();
      assertThat(found)
          .extracting(S3Object::key)
          .containsExactly("runs/run-1/results/000000000007-1.json");
      byte[] object = s3.getObject(
              get -> get.bucket(bucket).key(found.get(0).key()), AsyncResponseTransformer.toBytes())
          .get()
          .asByteArray();
      BatchOutcome outcome = Codec.readOutcome(object, batch.returnTypes());
      assertThat(outcome.runId()).isEqualTo("run-1");
      assertThat(outcome.tasks()).extracting(TaskOutcome::index).containsExactly(70L, 71L);
      assertThat(outcome.tasks()).extracting(TaskOutcome::value).containsExactly(6L, 10L);
    }
  }

  @Test
  void workers_are_child_processes_of_this_jvm_and_are_charged_for() throws Exception {
    BatchResult result = BACKEND
        .submit(batch("run-2", 0, new Task(0, delayed(SeedKernels::findIds))))
        .get(60, SECONDS);

    assertThat(ProcessHandle.current().children().map(ProcessHandle::pid))
        .contains(result.outcome().worker().pid());
    assertThat(result.report()).isNotNull();
    assertThat(result.report().billedMillis()).isPositive();
    assertThat(result.report().memoryMb()).isEqualTo(1769);
  }

  @Test
  void a_worker_that_exits_loses_its_batch_and_the_next_batch_gets_a_new_one() throws Exception {
    Throwable thrown = catchThrowable(() -> BACKEND
        .submit(batch("run-3", 0, new Task(0, delayed(TestKernels::exit, 3))))
        .get(60, SECONDS));

    assertThat(thrown)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(BatchLostException.class, lost -> {
          assertThat(lost.reason()).isEqualTo(BatchLostException.Reason.WORKER_TERMINATED);
          assertThat(lost).hasMessageContaining("exit status 3");
        });
    BatchResult next = BACKEND
        .submit(batch("run-3", 1, new Task(1, delayed(SeedKernels::sum, 4L))))
        .get(60, SECONDS);
    assertThat(next.outcome().tasks().get(0).value()).isEqualTo(6L);
  }

  @Test
  void a_result_that_is_there_already_wins_over_a_later_one() throws Exception {
    Batch batch = batch("run-4", 0, new Task(0, delayed(SeedKernels::findIds)));

    Object first =
        BACKEND.submit(batch).get(60, SECONDS).outcome().tasks().get(0).timing();
    Object second =
        BACKEND.submit(batch).get(60, SECONDS).outcome().tasks().get(0).timing();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void a_batch_may_take_longer_than_lambda_allows() throws Exception {
    try (ProcessBackend backend = new ProcessBackend(new ControlPlane())) {
      backend.open(1);
      EmbeddedCloud cloud = backend.cloud();
      try (LambdaAsyncClient lambda = LambdaAsyncClient.builder()
          .endpointOverride(cloud.lambdaEndpoint())
          .region(Region.of(cloud.region()))
          .credentialsProvider(credentials(cloud))
          .build()) {
        assertThat(lambda
                .getFunctionConfiguration(get -> get.functionName(cloud.functionName()))
                .get()
                .timeout())
            .isEqualTo(7 * 24 * 3600);
      }
    }
  }

  @Test
  void an_interrupt_of_the_submitting_thread_is_kept() {
    Thread.currentThread().interrupt();

    BACKEND.submit(batch("run-5", 0, new Task(0, delayed(SeedKernels::findIds))));

    assertThat(Thread.interrupted()).isTrue();
  }

  private static S3AsyncClient s3Client() {
    EmbeddedCloud cloud = BACKEND.cloud();
    return S3AsyncClient.builder()
        .endpointOverride(cloud.s3Endpoint())
        .region(Region.of(cloud.region()))
        .forcePathStyle(true)
        .credentialsProvider(credentials(cloud))
        .build();
  }

  private static StaticCredentialsProvider credentials(EmbeddedCloud cloud) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey()));
  }
}
