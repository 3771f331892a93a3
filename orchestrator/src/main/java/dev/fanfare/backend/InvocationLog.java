package dev.fanfare.backend;

import dev.fanfare.wire.ReportLine;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The end of an invocation's log, as Lambda hands it out.
 *
 * @param text with Lambda's own lines
 */
record InvocationLog(String text) {

  private static final int MOST_LINES = 10;
  private static final Pattern LAMBDAS_OWN =
      Pattern.compile("(START|END|REPORT) RequestId: .*|INIT_(START|REPORT) .*");
  private static final Pattern FAILED_START =
      Pattern.compile("(?m)^INIT_REPORT .*\\bStatus: (error|timeout)\\b");

  /** From an answer's {@code X-Amz-Log-Result}; null: there was none. */
  static InvocationLog of(@Nullable String base64) {
    return new InvocationLog(
        base64 == null
            ? ""
            : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
  }

  /** What the invocation is charged for, if it says so. */
  Optional<ReportLine> report() {
    return ReportLine.find(text);
  }

  /** Whether the environment ended before it could take the invocation. */
  boolean failedToStart() {
    return FAILED_START.matcher(text).find();
  }

  /** The last lines that the worker printed, each on a line of its own; empty if it printed nothing. */
  String lastWords() {
    List<String> lines = text.lines()
        .filter(line -> !line.isBlank() && !LAMBDAS_OWN.matcher(line).matches())
        .toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }
}
