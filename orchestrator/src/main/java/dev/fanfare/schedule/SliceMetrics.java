package dev.fanfare.schedule;

import dev.fanfare.ElapsedReport;
import dev.fanfare.wire.Codec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The figures of a slice as CloudWatch metrics in the namespace {@code Fanfare}, by job list (Amazon
 * CloudWatch User Guide, "Specification: Embedded metric format"). CloudWatch extracts them from a line
 * of the function's log.
 *
 * @param job name of the job list
 * @param report where the slice's time went
 * @param usd what it cost; empty if that is not known, and then there is no such metric
 */
record SliceMetrics(String job, ElapsedReport report, Optional<BigDecimal> usd) {

  private static final String NAMESPACE = "Fanfare";
  private static final String DIMENSION = "Job";
  private static final String COUNT = "Count";
  private static final String SECONDS = "Seconds";

  /** Values of dimensions are ASCII, and no longer. */
  private static final int MOST_OF_NAME = 255;

  /** The line, without a line feed. */
  String line(Instant now) {
    List<Map<String, String>> metrics = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(DIMENSION, dimension());
    values.put("RunId", report.runId());
    add(metrics, values, "Tasks", COUNT, report.tasks());
    add(metrics, values, "FailedTasks", COUNT, report.failed());
    add(metrics, values, "ColdStarts", COUNT, report.coldStarts());
    add(metrics, values, "WallSeconds", SECONDS, report.wallNanos() / 1e9);
    add(metrics, values, "BilledSeconds", SECONDS, report.billedMillis() / 1e3);
    usd.ifPresent(cost -> add(metrics, values, "CostUsd", "None", cost.doubleValue()));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("_aws", metadata(now, metrics));
    all.putAll(values);
    return Codec.toJson(all);
  }

  private String dimension() {
    String ascii = job.replaceAll("[^ -~]", "?").strip();
    return ascii.isEmpty() ? "?" : ascii.substring(0, Math.min(MOST_OF_NAME, ascii.length()));
  }

  private static void add(
      List<Map<String, String>> metrics,
      Map<String, Object> values,
      String name,
      String unit,
      Number value) {
    metrics.add(Map.of("Name", name, "Unit", unit));
    values.put(name, value);
  }

  private static Map<String, Object> metadata(Instant now, List<Map<String, String>> metrics) {
    Map<String, Object> directive = Map.of(
        "Namespace", NAMESPACE, "Dimensions", List.of(List.of(DIMENSION)), "Metrics", metrics);
    return Map.of("Timestamp", now.toEpochMilli(), "CloudWatchMetrics", List.of(directive));
  }
}
