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

/** The command line without a cloud, or without the settings to reach it. */
class NoCloudTest {

  private static final List<String> RUN = List.of(
      "run", "--kernel=sum", "--range=0:3", "--backend=lambda", "--function=worker", "--n-jobs=2");

  private static final List<String> RUNS = List.of("runs", "--store=s3://bucket/runs");

  @TempDir
  Path folder;

  /** Runs it in a JVM that knows nothing of AWS but what it is told here. */
  private Finished with(Map<String, String> aws, List<String> command)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(
            Finished.line(List.of("-Duser.home=" + folder), command.toArray(String[]::new)))
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    Map<String, String> all = new HashMap<>(aws);
    all.put("AWS_EC2_METADATA_DISABLED", "true");
    all.put("HOME", folder.toString());
    builder.environment().putAll(all);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertEnded(int code, Finished finished, String message) {
    assertThat(finished.exitCode()).as(finished.err()).isEqualTo(code);
    assertThat(finished.out()).isEmpty();
    assertThat(finished.err()).startsWith("fanfare: ").contains(message).doesNotContain("\tat ");
    assertThat(finished.err().lines().count()).isLessThanOrEqualTo(2);
  }

  @Test
  void without_a_region_the_message_says_how_to_set_one() throws Exception {
    for (List<String> command : List.of(RUN, RUNS)) {
      assertEnded(
          ExitCode.BAD_INPUT, with(Map.of(), command), "no AWS region is set: export AWS_REGION=");
    }
  }

  @Test
  void without_credentials_the_message_says_how_to_set_them() throws Exception {
    Map<String, String> region = Map.of("AWS_REGION", "us-east-1");

    assertEnded(
        ExitCode.BAD_INPUT, with(region, RUN), "no AWS credentials found: aws configure, or");
    assertEnded(
        ExitCode.CANNOT_GO_ON, with(region, RUNS), "no AWS credentials found: aws configure, or");
  }

  @Test
  void a_profile_that_does_not_exist_is_the_reason_for_a_missing_region_and_missing_credentials()
      throws Exception {
    Files.createDirectory(folder.resolve(".aws"));
    Files.writeString(folder.resolve(".aws/config"), "[profile dev]\nregion = eu-west-1\n");
    String message =
        "The config profile (prod) could not be found; there are: dev: export AWS_PROFILE=dev";

    Finished nowhere = with(Map.of("AWS_PROFILE", "prod"), RUN);
    Finished nobody = with(Map.of("AWS_PROFILE", "prod", "AWS_REGION", "us-east-1"), RUN);

    assertEnded(ExitCode.BAD_INPUT, nowhere, message);
    assertEnded(ExitCode.BAD_INPUT, nobody, message);
  }

  @Test
  void a_profile_that_signs_in_through_a_browser_is_exported() throws Exception {
    Files.createDirectory(folder.resolve(".aws"));
    Files.writeString(folder.resolve(".aws/config"), """
        [profile prod]
        region = eu-west-1
        sso_session = acme
        sso_account_id = 123456789012
        sso_role_name = runner
        [sso-session acme]
        sso_start_url = https://acme.awsapps.com/start
        sso_region = eu-west-1
        """);

    assertEnded(
        ExitCode.BAD_INPUT,
        with(Map.of("AWS_PROFILE", "prod"), RUN),
        "profile prod signs in through a browser, which is not supported directly: aws sso login --profile prod && eval"
            + " \"$(aws configure export-credentials --profile prod --format env)\"");
  }

  @Test
  void a_server_that_cannot_be_reached_is_named_in_two_lines() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    String server = "http://127.0.0.1:" + nobody;
    Map<String, String> aws = Map.of(
        "AWS_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", "test",
        "AWS_SECRET_ACCESS_KEY", "test",
        "AWS_ENDPOINT_URL", server);
    for (List<String> command : List.of(RUN, RUNS)) {
      Finished finished = with(aws, command);

      assertEnded(ExitCode.CANNOT_GO_ON, finished, "cannot reach " + server + ": ");
      assertThat(finished.err()).contains("\nStart the server, or correct AWS_ENDPOINT_URL");
    }
  }
}
