package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that use the runtime client in Java, where AWS's native one cannot be loaded. */
final class JavaRouteTest {

  @TempDir
  Path folder;

  @BeforeEach
  void chooseJava() {
    System.setProperty(WorkerCommand.ROUTE, "java");
  }

  @AfterEach
  void chooseNothing() {
    System.clearProperty(WorkerCommand.ROUTE);
  }

  @Test
  void serves_the_same_through_the_runtime_client_in_java() {
    try (Caller caller =
        new Caller(EmbeddedCloudTest.function(TestHandlers.Obedient.class), folder)) {
      assertThat(caller.order("route")).isEqualTo("java");
      assertThat(caller.order("context"))
          .isEqualTo("fanfare-worker " + FunctionConfig.arn("fanfare-worker") + " 256 true");
      assertThat(caller.invoke("\"throw\"").functionError()).isEqualTo("Unhandled");
      assertThat(caller.order("pid")).isEqualTo(caller.order("pid"));
    }
  }

  @Test
  void carries_five_megabytes_through_the_runtime_client_in_java() {
    try (Caller caller = new Caller(EmbeddedCloudTest.function(TestHandlers.Echo.class), folder)) {
      String large = '"' + "é".repeat(5 * 1024 * 1024 / 2) + '"';

      assertThat(caller.invoke(large).payload().asUtf8String()).isEqualTo(large);
    }
  }
}
