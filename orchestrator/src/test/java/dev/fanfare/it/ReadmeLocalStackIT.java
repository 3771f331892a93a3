package dev.fanfare.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fanfare.cli.Fanfare;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's lines for LocalStack, word for word except for the port, the function and the job list:
 * on an embedded cloud whose functions cannot reach the client's address, and on a running server.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the lines are bash")
@Timeout(300)
final class ReadmeLocalStackIT {

  private static final Path README = Path.of("..", "README.md");
  private static final Pattern SECTION =
      Pattern.compile("\\*\\*LocalStack\\*\\*.*?```sh\\n(.*?)```", Pattern.DOTALL);

  @TempDir
  Path folder;

  private record Ended(int exitCode, String errors) {}

  @Test
  void the_lines_run_although_the_function_cannot_reach_the_clients_address() throws Exception {
    try (CloudUnderTest cloud = embedded();
        FrontDoor door = new FrontDoor(cloud.lambda(), cloud.s3())) {
      // As LocalStack does it: only the function's own environment has the address that it reaches.
      Map<String, String> own = Map.of("AWS_ENDPOINT_URL_S3", cloud.s3().toString());

      Ended ended = run(cloud, door.address(), own, "");

      assertThat(ended.errors()).contains("tasks         20");
      assertThat(ended.exitCode()).isZero();
    }
  }

  @Test
  void a_function_that_reaches_no_store_is_refused_with_the_option_to_set_before_anything_runs()
      throws Exception {
    assumeTrue(!listens(4566), "a server at port 4566 can be reached by its usual name");
    try (CloudUnderTest cloud = embedded();
        FrontDoor door = new FrontDoor(cloud.lambda(), cloud.s3())) {
      Ended refused = run(cloud, door.address(), Map.of(), "");
      Ended told = run(cloud, door.address(), Map.of(), " --function-endpoint-url " + cloud.s3());

      assertThat(refused.errors())
          .contains(
              "cannot reach the store at " + door.address(),
              "--function-endpoint-url http://HOST:" + door.address().getPort(),
              "nothing has run",
              "host.docker.internal");
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(told.exitCode()).isZero();
    }
  }

  @Test
  void the_lines_run_on_a_running_server() throws Exception {
    ServerOptions options = ServerOptions.of(System::getProperty);
    assumeTrue(options.endpoint().isPresent(), "-Dfanfare.it.endpoint names no server");
    CloudUnderTest cloud = CloudUnderTest.at(options.endpoint().get(), options);

    Ended ended = run(cloud, cloud.lambda(), Map.of(), "");

    assertThat(ended.errors()).contains("tasks         20");
    assertThat(ended.exitCode()).isZero();
  }

  private static CloudUnderTest embedded() {
    return CloudUnderTest.embedded(ServerOptions.of(name -> null));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs the README's lines on a function of that cloud. */
  private Ended run(CloudUnderTest cloud, URI address, Map<String, String> own, String option)
      throws Exception {
    try (Deployment deployment = new Deployment(cloud)) {
      String function = deployment.function(
          "readme",
          Deployment.worker(),
          create -> create.environment(environment ->
              environment.variables(with(own, "FANFARE_BUCKET", deployment.bucket()))));
      String lines = lines()
          .replace("http://127.0.0.1:4566", address.toString())
          .replace("=test", "=" + cloud.accessKey())
          .replace(
              "AWS_SECRET_ACCESS_KEY=" + cloud.accessKey(),
              "AWS_SECRET_ACCESS_KEY=" + cloud.secretKey())
          .replace("fanfare-worker-1", function)
          .replace("JOBS", jobs().toString())
          .replace("./fanfare", fanfare().toString());
      return bash(lines.stripTrailing() + option);
    }
  }

  private static Map<String, String> with(Map<String, String> own, String name, String value) {
    Map<String, String> all = new HashMap<>(own);
    all.put(name, value);
    return all;
  }

  private static String lines() throws IOException {
    Matcher section = SECTION.matcher(Files.readString(README));
    assertThat(section.find()).isTrue();
    return section.group(1);
  }

  private Path jobs() throws IOException {
    List<String> lines = IntStream.range(0, 20)
        .mapToObj(n -> "{\"kernel\":\"sum\",\"args\":[" + n + "]}")
        .toList();
    return Files.write(folder.resolve("jobs.jsonl"), lines);
  }

  /** The command, without a build. */
  private Path fanfare() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path script = folder.resolve("fanfare");
    Files.writeString(
        script,
        "exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
            .formatted(java, System.getProperty("java.class.path"), Fanfare.class.getName()));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private Ended bash(String lines) throws Exception {
    Path errors = folder.resolve("errors");
    Path output = folder.resolve("output");
    Process process = new ProcessBuilder("bash", "-c", lines)
        .redirectOutput(output.toFile())
        .redirectError(errors.toFile())
        .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return new Ended(process.exitValue(), Files.readString(errors));
    } finally {
      process.destroyForcibly();
    }
  }
}
