package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.ConfiguredCloud;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** The command as users have it: its lines and exit codes; the function is in the embedded cloud. */
@Timeout(120)
final class DoctorCommandTest {

  @TempDir
  Path folder;

  private Finished doctor(String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "doctor";
    arguments[1] = "--store=" + folder.resolve("store");
    System.arraycopy(more, 0, arguments, 2, more.length);
    return Finished.here(arguments);
  }

  @AfterEach
  void forget() {
    System.clearProperty("aws.disableEc2Metadata");
    System.clearProperty("aws.region");
  }

  @Test
  void this_machine_and_the_store_are_checked_by_default() {
    Finished finished = doctor();

    assertThat(finished.exitCode()).isZero();
    assertThat(finished.out().lines())
        .hasSize(6)
        .anyMatch(line -> line.matches("ok    JDK +" + Runtime.version().feature() + ".* in /.*"))
        .anyMatch(line -> line.equals("ok    store               " + folder.resolve("store")
            + ", writable, keeps the first of two writes"));
  }

  @Test
  void with_lambda_the_function_its_bucket_and_the_account_are_checked() {
    try (ConfiguredCloud cloud = ConfiguredCloud.start(folder)) {
      Finished finished = doctor("--function=" + cloud.functionName());

      assertThat(finished.exitCode()).as(finished.out()).isZero();
      assertThat(finished.out())
          .contains(
              "ok    region ", "ok    credentials ", "ok    identity ", "account 000000000000")
          .contains("ok    function            fanfare-worker is Active")
          .contains("ok    version             Fanfare 0.1.0 on JDK ")
          .contains(" kernels, the same as here")
          .contains("s3://fanfare/, writable, keeps the first of two writes")
          .contains(" environments at once")
          .doesNotContain("fail ");
    }
  }

  @Test
  void a_function_that_does_not_exist_fails() {
    try (ConfiguredCloud cloud = ConfiguredCloud.start(folder)) {
      Finished finished = doctor("--function=fanfare-wroker");

      assertThat(finished.exitCode()).isEqualTo(1);
      assertThat(finished.out())
          .contains("fail  function            no function fanfare-wroker in " + cloud.region())
          .contains(
              "; fix: correct its name or AWS_REGION, or deploy it: ./mvnw -q -DskipTests package && sam deploy");
    }
  }

  @Test
  void a_bucket_that_does_not_exist_fails() {
    try (ConfiguredCloud cloud = ConfiguredCloud.start(folder)) {
      try (LambdaAsyncClient lambda = LambdaAsyncClient.create()) {
        lambda
            .updateFunctionConfiguration(of -> of.functionName(cloud.functionName())
                .environment(all -> all.variables(Map.of("FANFARE_BUCKET", "gone"))))
            .join();
      }

      Finished finished = doctor("--function=" + cloud.functionName());

      assertThat(finished.exitCode()).isEqualTo(1);
      assertThat(finished.out())
          .contains(
              "FANFARE_BUCKET of fanfare-worker names a bucket that does not exist: s3://gone/; fix: name a bucket of");
    }
  }

  @Test
  void a_missing_region_and_missing_credentials_fail() {
    System.setProperty("aws.disableEc2Metadata", "true");

    Finished nowhere = doctor("--backend=lambda");
    System.setProperty("aws.region", "us-east-1");
    Finished nobody = doctor("--backend=lambda");

    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.out())
        .contains(
            "fail  region              no AWS region is set", "; fix: export AWS_REGION=us-east-1");
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertThat(nobody.out())
        .contains("ok    region              us-east-1")
        .contains("fail  credentials         no AWS credentials found; fix: ");
  }

  @Test
  void a_backend_that_does_not_exist_is_refused() {
    doctor("--backend=lamda").assertRefused("Invalid backend: lamda");
  }
}
