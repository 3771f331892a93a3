package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.ControlPlane;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.FunctionConfig;
import dev.fanfare.worker.WorkerHandler;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** How many workers -1 is on Lambda. */
@Timeout(60)
class LambdaWorkersTest {

  @TempDir
  Path folder;

  private EmbeddedCloud cloud;

  @BeforeEach
  void start() {
    cloud = EmbeddedCloud.start(
        FunctionConfig.of(WorkerHandler.class.getName(), 2)
            .withEnvironment(Map.of("FANFARE_BUCKET", "fanfare")),
        folder,
        new ControlPlane());
    properties().forEach(System::setProperty);
  }

  @AfterEach
  void stop() {
    properties().keySet().forEach(System::clearProperty);
    cloud.close();
  }

  private Map<String, String> properties() {
    return Map.of(
        "aws.region", cloud.region(),
        "aws.accessKeyId", cloud.accessKeyId(),
        "aws.secretAccessKey", cloud.secretAccessKey(),
        "aws.endpointUrlLambda", cloud.lambdaEndpoint().toString());
  }

  private int workers(int nJobs) {
    return new LambdaBackend(LambdaTarget.of(cloud.functionName())).workersFor(nJobs);
  }

  @Test
  void a_tenth_of_the_accounts_concurrency_is_left_to_its_other_functions() {
    try (LambdaAsyncClient lambda = LambdaAsyncClient.create()) {
      lambda
          .deleteFunctionConcurrency(of -> of.functionName(cloud.functionName()))
          .join();
      int unreserved =
          lambda.getAccountSettings().join().accountLimit().unreservedConcurrentExecutions();

      assertThat(workers(-1))
          .isEqualTo(unreserved - Math.max(1, unreserved / 10))
          .isPositive();
      assertThat(workers(-2)).isEqualTo(workers(-1) - 1);
      assertThat(workers(unreserved)).isEqualTo(unreserved);
    }
  }

  @Test
  void all_of_the_functions_reserved_concurrency_is_used() {
    try (LambdaAsyncClient lambda = LambdaAsyncClient.create()) {
      lambda
          .putFunctionConcurrency(
              put -> put.functionName(cloud.functionName()).reservedConcurrentExecutions(5))
          .join();
    }

    assertThat(workers(-1)).isEqualTo(5);
    assertThat(workers(-2)).isEqualTo(4);
  }
}
