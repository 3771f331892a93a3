package dev.fanfare.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.BackendUnavailableException;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaTarget;
import dev.fanfare.local.ConfiguredCloud;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The handler as AWS has it, bucket and function by the SDK's own ways; the cloud is the embedded one. */
@Timeout(120)
final class ScheduledRunOnLambdaTest {

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

  @Test
  void a_job_list_in_the_bucket_is_run_by_the_function_and_reported_on() throws IOException {
    Files.createDirectories(folder.resolve("bucket/jobs"));
    Files.write(
        folder.resolve("bucket/jobs/sums.jsonl"),
        IntStream.range(0, 100)
            .mapToObj("{\"kernel\":\"sum\",\"args\":[%d]}"::formatted)
            .toList());
    AwsCalls.forget();

    Map<String, Object> slice = invoke("""
        {"action":"slice","execution":"e","scheduledTime":"2026-01-01T06:00:00Z",
        "jobs":"s3://fanfare/jobs/sums.jsonl","options":{"function":"fanfare-worker","nJobs":2}}""");
    Map<String, Object> report =
        invoke("{\"action\":\"report\",\"runId\":\"2026-01-01T060000Z-sums\"}");

    assertThat(slice)
        .isEqualTo(Map.of(
            "status",
            "COMPLETE",
            "runId",
            "2026-01-01T060000Z-sums",
            "tasks",
            100,
            "settled",
            100));
    assertThat(report)
        .containsEntry("status", "COMPLETE")
        .containsEntry("subject", "Fanfare: 100 tasks done (sums)");
    assertThat(AwsCalls.permissions())
        .containsExactlyElementsOf(AwsCalls.sameNames(
            Template.read().where("HasScheduledRuns").allowed("OrchestratorRole").stream()
                .filter(permission -> !permission.startsWith("logs:"))
                .collect(Collectors.toSet())));
  }

  @Test
  void the_command_that_runs_failed_tasks_again_names_the_function() throws IOException {
    Files.createDirectories(folder.resolve("bucket/jobs"));
    Files.writeString(
        folder.resolve("bucket/jobs/rows.jsonl"),
        "{\"kernel\":\"mandelbrot_row\",\"args\":[0,1,-1,1]}\n");

    invoke("""
        {"action":"slice","execution":"e","scheduledTime":"2026-01-01T06:00:00Z",
        "jobs":"s3://fanfare/jobs/rows.jsonl","options":{"function":"fanfare-worker","nJobs":1}}""");
    Map<String, Object> report =
        invoke("{\"action\":\"report\",\"runId\":\"2026-01-01T060000Z-rows\"}");

    assertThat((String) report.get("message"))
        .contains("fanfare retry-failed 2026-01-01T060000Z-rows --store s3://fanfare"
            + " --function fanfare-worker");
  }

  @Test
  void a_function_that_does_not_exist_leaves_nothing_behind_and_the_right_one_can_run()
      throws IOException {
    Files.createDirectories(folder.resolve("bucket/jobs"));
    Files.writeString(
        folder.resolve("bucket/jobs/sums.jsonl"), "{\"kernel\":\"sum\",\"args\":[40]}\n");
    String slice = """
        {"action":"slice","execution":"%s","scheduledTime":"2026-01-01T06:00:00Z",
        "jobs":"s3://fanfare/jobs/sums.jsonl","options":{"function":"%s","nJobs":2}}""";

    assertThatThrownBy(() -> invoke(slice.formatted("first", "fanfare-wroker")))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("no function fanfare-wroker")
        .hasMessageContaining("nothing has run");

    assertThat(folder.resolve("bucket/runs")).doesNotExist();
    assertThat(invoke(slice.formatted("second", "fanfare-worker")))
        .containsEntry("status", "COMPLETE")
        .containsEntry("settled", 1);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> invoke(String request) throws IOException {
    ScheduledRunHandler handler = new ScheduledRunHandler(
        "fanfare",
        new StoreLocation.Bucket("fanfare", ""),
        function -> new LambdaBackend(LambdaTarget.of(function)));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)),
        answer,
        new InvocationContext(Duration.ofMinutes(15)));
    return Codec.readValue(answer.toByteArray(), Map.class);
  }
}
