package dev.fanfare.page;

import dev.fanfare.ElapsedReport;
import dev.fanfare.report.Attempt;
import dev.fanfare.report.Cost;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code report.html}: one file that opens offline. It may run only its own script, and may not load anything. Stateless.
 */
public final class HtmlReport {

  private static final String PLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

  private HtmlReport() {}

  /**
   * The page of a run. Its size does not depend on the number of tasks, and neither does the memory that this needs.
   *
   * @param attempts the attempts of the run, empty if they are not known; iterated three to five times
   * @param names returns tasks as text, as far as they are known, given their places in the job list; called once at most
   * @param costLine what the run costs, as {@link Cost} says it
   */
  public static String page(
      RunFacts facts,
      ElapsedReport report,
      Iterable<Attempt> attempts,
      Function<SortedSet<Long>, Map<Long, String>> names,
      String costLine) {
    String style = resource(PLOT + "dist/uPlot.min.css") + resource("report.css");
    String script =
        resource(PLOT + "dist/uPlot.iife.min.js") + resource("charts.js") + resource("report.js");
    String data =
        Codec.toJson(ReportPage.of(facts, report, new Picture(attempts), names, costLine));
    return filled(
        resource("report.html"),
        Map.of(
            "license", resource(PLOT + "LICENSE").strip(),
            "styleHash", hash(style),
            "scriptHash", hash(script),
            "style", style,
            "script", script,
            "data", inScript(data)));
  }

  // In JSON, these characters occur only inside strings.
  private static String inScript(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static String filled(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(name -> Matcher.quoteReplacement(values.get(name.group(1))));
  }

  private static String hash(String text) {
    return Base64.getEncoder().encodeToString(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "report.html needs " + name + ", which is not on the class path");
      }
      // A browser would drop carriage returns before it computes the hashes.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
