package dev.fanfare.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line against what Amazon CloudWatch's "Specification: Embedded metric format" requires. */
final class SliceMetricsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T06:00:00Z");
  private static final Set<String> UNITS = Set.of("Seconds", "Count", "None");

  private static final ElapsedReport REPORT = new ElapsedReport(
      "r1",
      "lambda",
      4,
      100,
      3,
      12,
      5_500_000_000L,
      0,
      0,
      0,
      0,
      4,
      20_250,
      0,
      Map.of(),
      LambdaUse.NONE);

  private static JsonObject document(SliceMetrics metrics) {
    String line = metrics.line(NOW);
    assertThat(line).doesNotContain("\n");
    JsonObject root = JsonParser.parseString(line).getAsJsonObject();
    assertMeetsSpecification(root);
    return root;
  }

  private static void assertMeetsSpecification(JsonObject root) {
    JsonObject metadata = root.getAsJsonObject("_aws");
    assertThat(metadata.keySet()).containsExactlyInAnyOrder("Timestamp", "CloudWatchMetrics");
    assertThat(metadata.get("Timestamp").getAsLong()).isEqualTo(NOW.toEpochMilli());
    JsonArray directives = metadata.getAsJsonArray("CloudWatchMetrics");
    assertThat(directives).isNotEmpty();
    for (JsonElement each : directives) {
      JsonObject directive = each.getAsJsonObject();
      assertThat(directive.keySet())
          .containsExactlyInAnyOrder("Namespace", "Dimensions", "Metrics");
      assertThat(directive.get("Namespace").getAsString()).isEqualTo("Fanfare");
      directive.getAsJsonArray("Dimensions").forEach(set -> assertIsDimensionSet(set, root));
      JsonArray metrics = directive.getAsJsonArray("Metrics");
      assertThat(metrics.size()).isBetween(1, 100);
      metrics.forEach(metric -> assertIsMetric(metric.getAsJsonObject(), root));
    }
  }

  /** At most 30 keys, each the name of a string at the root, of 1 to 1,024 ASCII characters. */
  private static void assertIsDimensionSet(JsonElement set, JsonObject root) {
    assertThat(set.getAsJsonArray().size()).isBetween(1, 30);
    for (JsonElement key : set.getAsJsonArray()) {
      JsonElement target = root.get(key.getAsString());
      assertThat(target.getAsJsonPrimitive().isString()).isTrue();
      assertThat(target.getAsString()).matches("[ -~]{1,1024}").isNotBlank();
    }
  }

  /** A name of a number at the root, and a unit that CloudWatch has. */
  private static void assertIsMetric(JsonObject metric, JsonObject root) {
    assertThat(metric.keySet()).containsExactlyInAnyOrder("Name", "Unit");
    assertThat(UNITS).contains(metric.get("Unit").getAsString());
    JsonElement target = root.get(metric.get("Name").getAsString());
    assertThat(target.getAsJsonPrimitive().isNumber()).isTrue();
  }

  @Test
  void a_slices_figures_are_metrics_of_its_job_list() {
    JsonObject root =
        document(new SliceMetrics("nightly", REPORT, Optional.of(new BigDecimal("0.000012"))));

    assertThat(root.get("Job").getAsString()).isEqualTo("nightly");
    assertThat(root.get("RunId").getAsString()).isEqualTo("r1");
    assertThat(root.get("Tasks").getAsLong()).isEqualTo(100);
    assertThat(root.get("FailedTasks").getAsLong()).isEqualTo(3);
    assertThat(root.get("ColdStarts").getAsLong()).isEqualTo(4);
    assertThat(root.get("WallSeconds").getAsDouble()).isEqualTo(5.5);
    assertThat(root.get("BilledSeconds").getAsDouble()).isEqualTo(20.25);
    assertThat(root.get("CostUsd").getAsDouble()).isEqualTo(0.000012);
  }

  @Test
  void a_cost_that_is_not_known_is_no_metric() {
    JsonObject root = document(new SliceMetrics("nightly", REPORT, Optional.empty()));

    assertThat(root.has("CostUsd")).isFalse();
    assertThat(root.toString()).doesNotContain("CostUsd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "Jürgen\n\"", "x\u202Ey", "</script>"})
  void any_name_of_a_job_list_is_a_dimension(String job) {
    document(new SliceMetrics(job, REPORT, Optional.empty()));
    document(new SliceMetrics(job.repeat(2_000), REPORT, Optional.empty()));
  }
}
