package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Lambda as the AWS SDK sees it, with real worker processes. */
final class EmbeddedCloudTest {

  @TempDir
  Path folder;

  @Test
  void echoesWhatItIsSent() {
    try (Caller caller = new Caller(function(TestHandlers.Echo.class, 1), folder)) {
      InvokeResponse answer = caller.invoke("{\"a\":[1,2]}");

      assertThat(answer.functionError()).isNull();
      assertThat(answer.executedVersion()).isEqualTo("$LATEST");
      assertThat(answer.payload().asUtf8String()).isEqualTo("{\"a\":[1,2]}");
    }
  }

  private static FunctionConfig function(Class<?> handler, int concurrency) {
    return FunctionConfig.of(handler.getName(), concurrency)
        .withMemoryMb(256)
        .withTimeout(Duration.ofSeconds(30));
  }
}
