package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lambda backend where there is nobody to call, or nobody to call as. */
class NoCloudTest {

  private static final List<String> RUN = List.of(
      "run", "--kernel=sum", "--range=0:3", "--backend=lambda", "--function=worker", "--n-jobs=2");

  @TempDir
  Path folder;

  /** Runs it in a JVM that knows nothing of AWS but what it is told here. */
  private Finished run(Map<String, String> aws) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(
            Finished.line(List.of("-Duser.home=" + folder), RUN.toArray(String[]::new)))
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    Map<String, String> all = new HashMap<>(aws);
    all.put("AWS_EC2_METADATA_DISABLED", "true");
    builder.environment().putAll(all);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertCannotGoOn(Finished finished, String... messages) {
    assertThat(finished.exitCode()).as(finished.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(finished.out()).isEmpty();
    assertThat(finished.err()).startsWith("fanfare: ").contains(messages).doesNotContain("\tat ");
  }

  @Test
  void without_a_region_the_message_says_how_to_set_one() throws Exception {
    assertCannotGoOn(run(Map.of()), "no AWS region is set: set AWS_REGION");
  }

  @Test
  void without_credentials_the_message_says_how_to_set_them() throws Exception {
    assertCannotGoOn(run(Map.of("AWS_REGION", "us-east-1")), "no AWS credentials found");
  }

  @Test
  void a_server_that_cannot_be_reached_is_named() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    Finished finished = run(Map.of(
        "AWS_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", "test",
        "AWS_SECRET_ACCESS_KEY", "test",
        "AWS_ENDPOINT_URL", "http://127.0.0.1:" + nobody));

    assertCannotGoOn(finished, "Lambda in us-east-1 cannot be reached");
  }
}
