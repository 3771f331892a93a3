package dev.fanfare.report;

import dev.fanfare.ElapsedReport;
import dev.fanfare.wire.Codec;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as JSON for programs, documented in .docs/command-line.md. Stateless. */
public final class ReportJson {

  private ReportJson() {}

  /** One line of JSON. {@code costUsd} is null if it is not known. */
  public static String of(ElapsedReport report, PriceList prices) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("runId", report.runId());
    fields.put("backend", report.backend());
    fields.put("workers", report.workers());
    fields.put("tasks", report.tasks());
    fields.put("failed", report.failed());
    fields.put("batches", report.batches());
    fields.put("coldStarts", report.coldStarts());
    fields.put("wallNanos", report.wallNanos());
    fields.put("startNanos", report.startNanos());
    fields.put("phaseNanos", report.phaseNanos());
    fields.put("workerWallNanos", report.workerWallNanos());
    fields.put("workerCpuNanos", report.workerCpuNanos());
    fields.put("workerProcessCpuNanos", report.workerProcessCpuNanos());
    fields.put("orchestratorCpuNanos", report.orchestratorCpuNanos());
    fields.put("speedUp", report.speedUp());
    fields.put("efficiency", report.efficiency());
    fields.put("billedMillis", report.billedMillis());
    fields.put("lambdaUse", report.lambdaUse());
    fields.put("setbacks", report.setbacks());
    fields.put("slowest", report.slowest());
    fields.put("memo", report.memo());
    fields.put("costUsd", Cost.usd(report, prices).map(BigDecimal::doubleValue).orElse(null));
    fields.put("pricesOf", prices.date());
    return Codec.toJson(fields);
  }
}
