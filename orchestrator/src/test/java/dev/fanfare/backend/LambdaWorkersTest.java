package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.ConfiguredCloud;
import java.nio.file.Path;
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

  private ConfiguredCloud cloud;

  @BeforeEach
  void start() {
    cloud = ConfiguredCloud.start(folder);
  }

  @AfterEach
  void stop() {
    cloud.close();
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
