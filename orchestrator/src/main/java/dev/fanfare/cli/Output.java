package dev.fanfare.cli;

import dev.fanfare.ElapsedReport;
import dev.fanfare.wire.Codec;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options that say where results and report go. */
final class Output {

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where results go, '-' is standard output: one line of JSON a task, in order: index, value or error, wallSeconds, cpuSeconds.")
  private @Nullable String out;

  @Option(
      names = "--values",
      description =
          "Write bare values, strings without quotes, instead of JSON lines, also to a terminal; failed tasks are left out.")
  private boolean values;

  @Option(
      names = "--json",
      description = "Print the report as JSON, on standard output; results go to --out alone.")
  private boolean json;

  /** Refuses a file that must not be overwritten. */
  void refuse(String what, Predicate<Path> isIt) {
    if (out != null && isIt.test(Path.of(out))) {
      throw new IllegalArgumentException("--out must not be " + what + ": " + out);
    }
  }

  /** Makes sure that results can be written later, and leaves those of before as they are. */
  void check() {
    Results.check(destination());
  }

  /** Opens the destination of the results. */
  Results open() {
    return Results.to(destination(), values);
  }

  private @Nullable String destination() {
    boolean wanted = values || !Terminal.ofStandardOutput();
    return out == null && wanted && !json ? "-" : out;
  }

  /** Whether a progress bar can be shown: joblib's lines were not asked for, and no results come in between. */
  boolean leavesRoomForBar(@Nullable Integer verbose) {
    boolean resultsOnTerminal = "-".equals(destination()) && Terminal.ofStandardOutput();
    return verbose == null && Terminal.ofStandardError() && !resultsOnTerminal;
  }

  /**
   * Keeps standard output for results and report alone, if they go there.
   *
   * @throws IllegalArgumentException if results are asked for that would go nowhere
   */
  ReservedOutput reserve(CommandLine command) {
    if (json && values && out == null) {
      throw new IllegalArgumentException(
          "--values needs an --out where --json has standard output");
    }
    return json || "-".equals(destination())
        ? ReservedOutput.forResultsOf(command)
        : ReservedOutput.none();
  }

  /** Prints the report. */
  void print(ElapsedReport report, CommandLine command) {
    if (json) {
      command.getOut().println(Codec.toJson(report));
    } else {
      command.getErr().println(report.text());
    }
  }
}
