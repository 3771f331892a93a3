package dev.fanfare.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code REPORT} line that Lambda writes at the end of an invocation's log (AWS Lambda Developer Guide, "Lambda log
 * retrieval"); times in milliseconds, fractions included.
 *
 * @param requestId the invocation
 * @param durationMillis how long the handler ran
 * @param billedMillis what is charged: handler and start together, rounded up
 * @param memoryMb memory of the function
 * @param maxMemoryUsedMb most memory that the environment used
 * @param initMillis how long the start took, if this invocation was a cold start
 */
public record ReportLine(
    String requestId,
    double durationMillis,
    double billedMillis,
    int memoryMb,
    int maxMemoryUsedMb,
    OptionalDouble initMillis) {

  private static final Pattern REPORT =
      Pattern.compile("(?m)^REPORT RequestId: (\\S+)[ \\t]+(.*)$");

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

  /** The last such line of a log, because kernels can print similar lines. Fields may be in any order. Empty if there is none. */
  public static Optional<ReportLine> find(String log) {
    Optional<ReportLine> last = Optional.empty();
    for (Matcher report = REPORT.matcher(log); report.find(); ) {
      Optional<ReportLine> line = parse(report.group(1), report.group(2));
      last = line.isPresent() ? line : last;
    }
    return last;
  }

  private static Optional<ReportLine> parse(String requestId, String fields) {
    OptionalDouble duration = field(fields, "(?<!Billed |Init |Restore )Duration");
    OptionalDouble billed = field(fields, "Billed Duration");
    if (duration.isEmpty() || billed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ReportLine(
        requestId,
        duration.getAsDouble(),
        billed.getAsDouble(),
        (int) field(fields, "Memory Size").orElse(0),
        (int) field(fields, "Max Memory Used").orElse(0),
        field(fields, "Init Duration")));
  }

  private static OptionalDouble field(String fields, String name) {
    Matcher field =
        Pattern.compile(name + ": (\\d{1,12}(?:\\.\\d{1,12})?) (?:ms|MB)").matcher(fields);
    return field.find()
        ? OptionalDouble.of(Double.parseDouble(field.group(1)))
        : OptionalDouble.empty();
  }
}
