package dev.fanfare.cli;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.backend.LambdaFunction;
import dev.fanfare.report.Cost;
import dev.fanfare.report.PriceList;
import dev.fanfare.report.ReportJson;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options for results and report. */
final class Output {

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "File for results; '-' is standard output. One line of JSON per task, in order: "
              + "index, origin (of a record or file), kwargs (of --arg and --args-from), value or "
              + "error, remembered (by --memo), "
              + "wallSeconds, cpuSeconds.")
  private @Nullable String out;

  @Option(
      names = "--values",
      description = "Write bare values instead of JSON lines, also to a terminal. Strings have no "
          + "quotes; failed tasks are left out.")
  private boolean values;

  @Option(
      names = "--json",
      description = "Print the report as JSON to standard output. Results then go only to --out.")
  private boolean json;

  private @Nullable PriceList prices;

  /** The file for results; null if they go to standard output or nowhere. */
  @Nullable
  String file() {
    return "-".equals(out) ? null : out;
  }

  /** Refuses to overwrite a certain file. */
  void refuse(String what, Predicate<Path> isIt) {
    if (out != null && isIt.test(Path.of(out))) {
      throw new IllegalArgumentException("--out must not be " + what + ": " + out);
    }
  }

  /** Checks that results can be written later, without changing existing ones. */
  void check() {
    String file = destination();
    if (file != null && !file.equals("-")) {
      OutputFile.check("--out", file);
    }
  }

  /** Says that a run which was interrupted before its results were written has left the file as it was. */
  void tellUnwritten(PrintWriter err, String runId) {
    String file = file();
    if (file != null) {
      err.println(file + (Files.exists(Path.of(file)) ? " is unchanged" : " is not written")
          + "; for the results until now: fanfare show " + runId + " --out " + file);
    }
  }

  /** Opens the destination of the results. */
  Results open() {
    return Results.to(destination(), values);
  }

  /** {@link #open} for results that are all known. */
  Results openForAll() {
    return Results.allTo(destination(), values);
  }

  private @Nullable String destination() {
    boolean wanted = values || !Terminal.ofStandardOutput();
    return out == null && wanted && !json ? "-" : out;
  }

  /** Whether nobody gets the results: they go neither to a file nor to standard output. */
  boolean isMissing() {
    return destination() == null && !json;
  }

  /**
   * Whether a progress bar can be shown: there are no joblib lines, and no results on the same
   * terminal.
   */
  boolean leavesRoomForBar(@Nullable Integer verbose) {
    boolean resultsOnTerminal = "-".equals(destination()) && Terminal.ofStandardOutput();
    return verbose == null && Terminal.ofStandardError() && !resultsOnTerminal;
  }

  /**
   * Reserves standard output for results and report, if they go there.
   *
   * @throws IllegalArgumentException if requested results would go nowhere
   */
  ReservedOutput reserve(CommandLine command) {
    if (json && values && out == null) {
      throw new IllegalArgumentException("--values requires --out if --json is set");
    }
    // Now, because a mistake in it must not come up after the run.
    prices = PriceList.load();
    return json || "-".equals(destination())
        ? ReservedOutput.forResultsOf(command)
        : ReservedOutput.none();
  }

  /** Prints the report of a run. */
  void print(ElapsedReport report, CommandLine command) {
    if (json) {
      command.getOut().println(ReportJson.of(report, Objects.requireNonNull(prices)));
      return;
    }
    String cost = report.tasks() > 0
        ? "\n" + Columns.fit(Cost.of(report, Objects.requireNonNull(prices)))
        : "";
    ReportPrinter.print(
        report.text(Columns.ofText()) + cost,
        command.getErr(),
        Terminal.ofStandardError() ? System.err : null);
  }

  /** Shows how far a run of that many tasks is, as far as there is room for it. */
  Live live(@Nullable Integer verbose, long tasks, Backend backend, int nJobs, PrintWriter err) {
    int workers = backend.workersFor(nJobs);
    Live live = Live.of(leavesRoomForBar(verbose), verbose == null, tasks, workers, err);
    live.tellSpending(spending(backend));
    live.tellWaitReason(backend::waitReason);
    return live;
  }

  /** What a run on that backend has spent until now; null if that is nothing or unknown. */
  private @Nullable BiFunction<Long, Double, String> spending(Backend backend) {
    if (!(backend instanceof LambdaBackend lambda)) {
      return null;
    }
    LambdaFunction function = lambda.function();
    Cost cost = new Cost(Objects.requireNonNull(prices), lambda.region(), function.arm());
    return (invocations, billedMillis) ->
        cost.soFar(LambdaUse.of(invocations, billedMillis * function.memoryMb()));
  }
}
