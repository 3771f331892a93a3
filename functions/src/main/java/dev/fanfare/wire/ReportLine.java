package dev.fanfare.wire;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report that Lambda writes at the end of an invocation's log: a line of text that begins with {@code REPORT}, or with JSON as
 * the log's format an object of type {@code platform.report} (AWS Lambda Developer Guide, "Lambda log retrieval" and "Lambda Telemetry
 * API reference"). Times in milliseconds, fractions included.
 *
 * @param requestId the invocation
 * @param durationMillis how long the handler ran
 * @param billedMillis what is charged: handler and start together, rounded up, and with SnapStart the restore
 * @param memoryMb memory of the function
 * @param maxMemoryUsedMb most memory that the environment used
 * @param initMillis how long the start took, or with SnapStart the restore, if this invocation was a cold start
 */
public record ReportLine(
    String requestId,
    double durationMillis,
    double billedMillis,
    int memoryMb,
    int maxMemoryUsedMb,
    OptionalDouble initMillis) {

  private static final Pattern LINE = Pattern.compile(
      "(?m)^(?:REPORT RequestId: (\\S+)[ \\t]+(.*)|\\{.*\"platform\\.report\".*\\})$");
  private static final Pattern NUMBER =
      Pattern.compile("\\d{1,12}(?:\\.\\d{1,20})?(?:[eE][+-]?\\d{1,2})?");

  /** Larger numbers are not Lambda's. */
  private static final double LARGEST = 1e12;

  /** The fields of the text by their names in the JSON form. */
  private static final Map<String, Pattern> TEXT_FIELDS = Map.of(
      "durationMs", field("Duration"),
      "billedDurationMs", field("Billed Duration"),
      "memorySizeMB", field("Memory Size"),
      "maxMemoryUsedMB", field("Max Memory Used"),
      "initDurationMs", field("Init Duration"),
      "restoreDurationMs", field("Restore Duration"),
      "billedRestoreDurationMs", field("Billed Restore Duration"));

  // "Duration" is also a part of other names.
  private static Pattern field(String name) {
    return Pattern.compile("(?<!Billed |Init |Restore )" + name + ": ([\\d.eE+-]+) (?:ms|MB)");
  }

  /**
   * The line of an invocation. The start is billed with the first one (AWS compute blog, INIT billing since August 2025).
   *
   * @param initMillis how long the start took; 0 if this was not a cold start
   */
  public static ReportLine of(
      String requestId,
      double durationMillis,
      double initMillis,
      int memoryMb,
      int maxMemoryUsedMb) {
    return new ReportLine(
        requestId,
        durationMillis,
        Math.ceil(durationMillis + initMillis),
        memoryMb,
        maxMemoryUsedMb,
        initMillis > 0 ? OptionalDouble.of(initMillis) : OptionalDouble.empty());
  }

  /** As Lambda writes it: a tab after each field, including the last one, and no line feed. */
  @Override
  public String toString() {
    String line = String.format(
        Locale.ROOT,
        "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: %d MB\tMax Memory Used: %d MB\t",
        requestId,
        durationMillis,
        billedMillis,
        memoryMb,
        maxMemoryUsedMb);
    return initMillis.isPresent()
        ? line + String.format(Locale.ROOT, "Init Duration: %.2f ms\t", initMillis.getAsDouble())
        : line;
  }

  /**
   * The last report of a log, because kernels can print similar lines. Fields may be in any order, and may be missing except for the
   * duration and the billed one. Empty if there is none.
   */
  public static Optional<ReportLine> find(String log) {
    Optional<ReportLine> last = Optional.empty();
    for (Matcher line = LINE.matcher(log); line.find(); ) {
      Optional<ReportLine> report =
          line.group(1) == null ? ofJson(line.group()) : ofText(line.group(1), line.group(2));
      last = report.isPresent() ? report : last;
    }
    return last;
  }

  private static Optional<ReportLine> ofText(String requestId, String fields) {
    return of(requestId, name -> {
      Matcher field = Objects.requireNonNull(TEXT_FIELDS.get(name)).matcher(fields);
      return field.find() ? number(field.group(1)) : OptionalDouble.empty();
    });
  }

  private static Optional<ReportLine> ofJson(String line) {
    try {
      JsonObject object = JsonParser.parseString(line).getAsJsonObject();
      JsonObject report = object.getAsJsonObject("record");
      if (!object.get("type").getAsString().equals("platform.report")) {
        return Optional.empty();
      }
      JsonObject metrics = report.getAsJsonObject("metrics");
      return of(
          report.get("requestId").getAsString(),
          name ->
              metrics.has(name) ? number(metrics.get(name).getAsString()) : OptionalDouble.empty());
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NullPointerException e) {
      // A kernel has printed something of the kind.
      return Optional.empty();
    }
  }

  private static Optional<ReportLine> of(String requestId, Function<String, OptionalDouble> field) {
    OptionalDouble duration = field.apply("durationMs");
    OptionalDouble billed = field.apply("billedDurationMs");
    if (duration.isEmpty() || billed.isEmpty()) {
      return Optional.empty();
    }
    OptionalDouble init = field.apply("initDurationMs");
    return Optional.of(new ReportLine(
        requestId,
        duration.getAsDouble(),
        billed.getAsDouble() + field.apply("billedRestoreDurationMs").orElse(0),
        (int) field.apply("memorySizeMB").orElse(0),
        (int) field.apply("maxMemoryUsedMB").orElse(0),
        init.isPresent() ? init : field.apply("restoreDurationMs")));
  }

  private static OptionalDouble number(String digits) {
    if (!NUMBER.matcher(digits).matches()) {
      return OptionalDouble.empty();
    }
    double number = Double.parseDouble(digits);
    return number < LARGEST ? OptionalDouble.of(number) : OptionalDouble.empty();
  }
}
