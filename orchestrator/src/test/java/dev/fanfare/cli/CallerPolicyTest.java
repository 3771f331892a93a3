package dev.fanfare.cli;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaTarget;
import dev.fanfare.kernel.Shared;
import dev.fanfare.local.ConfiguredCloud;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.parallel.SharingKernels;
import dev.fanfare.schedule.AwsCalls;
import dev.fanfare.schedule.Template;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** The template's policy for callers against the requests that runs on Lambda make; the cloud is the embedded one. */
@Timeout(120)
class CallerPolicyTest {

  private static final String STORE = "s3://fanfare";

  @TempDir
  Path folder;

  private ConfiguredCloud cloud;

  @BeforeEach
  void start() {
    cloud = ConfiguredCloud.start(folder);
    try (LambdaAsyncClient lambda = LambdaAsyncClient.create()) {
      lambda
          .deleteFunctionConcurrency(of -> of.functionName(cloud.functionName()))
          .join();
    }
    AwsCalls.forget();
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void callers_may_do_what_runs_on_lambda_do_and_nothing_else() throws Exception {
    String function = "--function=" + cloud.functionName();
    String store = "--store=" + STORE;
    String out = "--out=" + folder.resolve("results.jsonl");
    String memo = "--memo=" + STORE;
    command("run", "--kernel=sum", "--range=0:2", "--n-jobs=2", out, function, store, memo);
    command("run", "--kernel=sum", "--range=0:2", "--n-jobs=-1", "--queued", out, function, store);
    command("resume", "last", out, function, store);
    sharesArguments();
    command("memo", "clean", STORE, "--all");
    command("clean", "--all", store);

    assertThat(AwsCalls.permissions())
        .containsExactlyElementsOf(
            AwsCalls.sameNames(Template.read().where().allowed("CallerPolicy")));
  }

  private static void command(String... arguments) {
    Finished finished = Finished.here(arguments);
    assertThat(finished.exitCode()).as(finished.err()).isZero();
  }

  private void sharesArguments() {
    double[] values = {1, 2, 3};
    try (Parallel parallel = Parallel.builder()
        .backend("lambda", () -> new LambdaBackend(LambdaTarget.of(cloud.functionName())))
        .nJobs(2)
        .build()) {
      Shared<double[]> once = parallel.share(values);
      Shared<double[]> kept = parallel.share(new double[] {4, 5}).kept();
      assertThat(parallel.call(
              IntStream.range(0, 2).mapToObj(i -> delayed(SharingKernels::at, once, i))))
          .containsExactly(1.0, 2.0);
      assertThat(parallel.call(
              IntStream.range(0, 2).mapToObj(i -> delayed(SharingKernels::at, kept, i))))
          .containsExactly(4.0, 5.0);
    }
  }
}
