package dev.fanfare.backend;

import dev.fanfare.wire.ReportLine;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tail of an invocation's log, as returned by Lambda.
 *
 * @param text the text, including Lambda's own lines
 */
record InvocationLog(String text) {

  private static final int MOST_LINES = 10;
  private static final Pattern LAMBDAS_OWN =
      Pattern.compile("(START|END|REPORT) RequestId: .*|INIT_(START|REPORT) .*");
  private static final Pattern FAILED_START =
      Pattern.compile("(?m)^INIT_REPORT .*\\bStatus: (error|timeout)\\b");

  /** Decodes {@code X-Amz-Log-Result}; null if there is none. */
  static InvocationLog of(@Nullable String base64) {
    return new InvocationLog(
        base64 == null
            ? ""
            : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
  }

  /** What the invocation is charged for, if the log contains it. */
  Optional<ReportLine> report() {
    return ReportLine.find(text);
  }

  /** Whether the environment ended before it could accept the invocation. */
  boolean failedToStart() {
    return FAILED_START.matcher(text).find();
  }

  /** What the worker printed, as far as the log contains it. */
  String output() {
    return text.lines()
        .filter(line -> !LAMBDAS_OWN.matcher(line).matches())
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** The last lines that the worker printed; empty if it printed nothing. */
  String lastWords() {
    List<String> lines = output().lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  /** The {@link #lastWords}, as the end of a sentence. */
  String lastOutput() {
    String words = lastWords();
    return words.isEmpty() ? "; it printed nothing" : "; its last output:\n" + words;
  }
}
