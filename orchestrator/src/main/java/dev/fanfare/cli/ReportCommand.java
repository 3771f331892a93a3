package dev.fanfare.cli;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LabeledText;
import dev.fanfare.page.HtmlReport;
import dev.fanfare.page.RunFacts;
import dev.fanfare.report.Cost;
import dev.fanfare.report.JobLog;
import dev.fanfare.report.PriceList;
import dev.fanfare.report.ReportJson;
import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.SavedRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare report}: where the time and money of a recorded run went. */
@Command(
    name = "report",
    sortOptions = false,
    description = {
      "Reports where the time and the money of a recorded run went: as text, and as a page that "
          + "opens offline.",
      "The page goes to report.html in the run's folder unless --out is given."
    },
    footer = {"", "Example: fanfare report last --open"})
final class ReportCommand implements Runnable {

  @Parameters(paramLabel = "RUN", description = Store.RUN)
  private String run = "";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Store store;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File for the page; '-' is standard output.")
  private @Nullable String out;

  @Option(names = "--open", description = "Open the page in a browser.")
  private boolean open;

  @Option(names = "--json", description = "Print the report as JSON instead of text; no page.")
  private boolean json;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Viewers viewers;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    if (json && out != null) {
      throw new IllegalArgumentException("--out is for the page; leave out --json");
    }
    if (open && (json || "-".equals(out))) {
      throw new IllegalArgumentException(
          "--open needs a page in a file; leave out " + (json ? "--json" : "--out -"));
    }
    viewers.check("-".equals(out) ? null : out, file -> false, store);
    PriceList prices = PriceList.load();
    PrintWriter err = spec.commandLine().getErr();
    try (SavedRun recorded = SavedRun.openToRead(store.existing(), run, err::println)) {
      ElapsedReport report = recorded.report();
      viewers.writeJobLog(recorded, host(recorded, report));
      viewers.write(recorded, err);
      tell(recorded, report, prices);
    }
  }

  // The record does not name the function.
  private static String host(SavedRun recorded, ElapsedReport report) {
    return report.lambdaUse().billed() ? recorded.manifest().backend() : JobLog.THIS_MACHINE;
  }

  private void tell(SavedRun recorded, ElapsedReport report, PriceList prices) {
    List<String> missing = missing(recorded);
    missing.forEach(spec.commandLine().getErr()::println);
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      to.println(ReportJson.of(report, prices));
      return;
    }
    LabeledText cost = Cost.of(report, prices);
    String page = page(recorded, report, cost.text(), missing);
    if ("-".equals(out)) {
      print(page);
      return;
    }
    String place = write(recorded, page);
    ReportPrinter.print(
        report.text(Columns.ofText()) + "\n" + Columns.fit(cost) + "\n"
            + Columns.fit(new LabeledText("page", place)),
        to,
        Terminal.ofStandardOutput() ? System.out : null);
    if (open) {
      Browser.open(place, spec.commandLine().getErr());
    }
  }

  // Its bytes as they are: the page has its own character set, and is no text for the terminal.
  private void print(String page) {
    spec.commandLine().getOut().flush();
    System.out.writeBytes(page.getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static String page(
      SavedRun recorded, ElapsedReport report, String cost, List<String> missing) {
    Manifest manifest = recorded.manifest();
    RunFacts facts = new RunFacts(
        manifest.runId(),
        manifest.fanfare(),
        manifest.backend(),
        manifest.created(),
        ShowCommand.options(manifest),
        missing);
    return HtmlReport.page(facts, report, recorded.spans(), recorded::names, cost);
  }

  private static List<String> missing(SavedRun recorded) {
    return recorded.unreported().stream()
        .map(session -> "Session " + session + " has no report, because it was killed or is still"
            + " running. Its times are those of the outcomes that it has recorded.")
        .toList();
  }

  private String write(SavedRun recorded, String page) {
    if (out == null) {
      return recorded.writePage(page);
    }
    try (OutputStream file = OutputFile.open("--out", out)) {
      // One write, before which the file is as it was.
      file.write(page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write --out: " + e.getMessage(), e);
    }
    return Path.of(out).toAbsolutePath().toString();
  }
}
