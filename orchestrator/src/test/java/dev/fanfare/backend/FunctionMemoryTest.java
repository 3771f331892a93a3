package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.local.ControlPlane;
import dev.fanfare.local.EmbeddedCloud;
import dev.fanfare.local.FunctionConfig;
import dev.fanfare.worker.WorkerHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** The memory of a function changes, and is what it was in the end. */
@Timeout(60)
class FunctionMemoryTest {

  private static final int ORIGINAL_MB = 2000;

  @TempDir
  Path folder;

  private final List<String> told = new ArrayList<>();
  private EmbeddedCloud cloud;
  private LambdaAsyncClient lambda;

  @BeforeEach
  void start() {
    cloud = EmbeddedCloud.start(
        FunctionConfig.of(WorkerHandler.class.getName(), 1).withMemoryMb(ORIGINAL_MB),
        folder,
        new ControlPlane());
    lambda = client();
  }

  @AfterEach
  void stop() {
    lambda.close();
    cloud.close();
  }

  private LambdaAsyncClient client() {
    return LambdaAsyncClient.builder()
        .endpointOverride(cloud.lambdaEndpoint())
        .region(Region.of(cloud.region()))
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey())))
        .build();
  }

  private FunctionMemory open() {
    return FunctionMemory.open(
        client(), cloud.region(), cloud.functionName(), ORIGINAL_MB, told::add);
  }

  private int memoryMb() {
    return lambda
        .getFunctionConfiguration(get -> get.functionName(cloud.functionName()))
        .join()
        .memorySize();
  }

  @Test
  void the_memory_changes_and_closing_sets_it_back() {
    try (FunctionMemory memory = open()) {
      memory.change(1024);
      assertThat(memoryMb()).isEqualTo(1024);
      memory.change(3538);
      assertThat(memoryMb()).isEqualTo(3538);
    }

    assertThat(memoryMb()).isEqualTo(ORIGINAL_MB);
    assertThat(told)
        .containsExactly("function " + cloud.functionName() + " has 2000 MB of memory again");
  }

  @Test
  void a_size_that_is_refused_changes_nothing() {
    try (FunctionMemory memory = open()) {
      assertThatThrownBy(() -> memory.change(64))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot get 64 MB of memory");
    }

    assertThat(memoryMb()).isEqualTo(ORIGINAL_MB);
  }

  @Test
  void after_it_is_set_back_nothing_changes_it_any_more() {
    FunctionMemory memory = open();
    memory.change(1024);
    memory.close();

    assertThatThrownBy(() -> memory.change(3538)).isInstanceOf(CancellationException.class);
    memory.close();
    assertThat(memoryMb()).isEqualTo(ORIGINAL_MB);
    assertThat(told).hasSize(1);
  }

  @Test
  void an_interrupt_does_not_keep_it_from_being_set_back() {
    FunctionMemory memory = open();
    memory.change(1024);
    Thread.currentThread().interrupt();
    memory.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(memoryMb()).isEqualTo(ORIGINAL_MB);
  }

  @Test
  void if_it_cannot_be_set_back_the_message_says_how_to_do_it_by_hand() {
    FunctionMemory memory = open();
    memory.change(1024);
    lambda.deleteFunction(delete -> delete.functionName(cloud.functionName())).join();

    assertThatThrownBy(memory::close)
        .isInstanceOf(FanfareException.class)
        .hasMessageContaining("set it back with: aws lambda update-function-configuration "
            + "--region us-east-1 --function-name 'fanfare-worker' --memory-size 2000");
    assertThat(told).isEmpty();
  }

  @Test
  void a_published_version_is_refused() {
    assertThatThrownBy(() -> FunctionMemory.requireChangeable("worker:live", "3"))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("published version 3")
        .hasMessageContaining("nothing has run");
    assertThatCode(() -> FunctionMemory.requireChangeable("worker", "$LATEST"))
        .doesNotThrowAnyException();
  }
}
