package dev.fanfare.wire;

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
 * @param initMillis how long the start took, where this invocation was a cold start
 */
public record ReportLine(
    String requestId,
    double durationMillis,
    double billedMillis,
    int memoryMb,
    int maxMemoryUsedMb,
    OptionalDouble initMillis) {

  private static final Pattern REPORT = Pattern.compile("(?m)^REPORT RequestId: (\\S+)\\s+(.*)$");

  /** The line in a log, wherever it stands; the order of its fields does not matter. Empty where there is none. */
  public static Optional<ReportLine> find(String log) {
    Matcher report = REPORT.matcher(log);
    if (!report.find()) {
      return Optional.empty();
    }
    String fields = report.group(2);
    OptionalDouble duration = field(fields, "(?<!Billed )(?<!Init )Duration");
    OptionalDouble billed = field(fields, "Billed Duration");
    if (duration.isEmpty() || billed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ReportLine(
        report.group(1),
        duration.getAsDouble(),
        billed.getAsDouble(),
        (int) field(fields, "Memory Size").orElse(0),
        (int) field(fields, "Max Memory Used").orElse(0),
        field(fields, "Init Duration")));
  }

  private static OptionalDouble field(String fields, String name) {
    Matcher field = Pattern.compile(name + ": ([0-9.]+) (?:ms|MB)").matcher(fields);
    return field.find()
        ? OptionalDouble.of(Double.parseDouble(field.group(1)))
        : OptionalDouble.empty();
  }
}
