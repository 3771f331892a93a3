package dev.fanfare.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fanfare.page.Browser.Opened;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens pages in a browser, if there is one. Each is made in a JVM of its own with a heap of 64 MB. */
class HtmlReportPageTest {

  private static final int MOST_BYTES = 2_000_000;

  /** Would give the page's root an attribute, if any of it ran. */
  private static final String HOSTILE = String.join(
      "",
      "</script><script>document.documentElement.dataset.hacked=1</script>",
      "<img src=x onerror=\"document.documentElement.dataset.hacked=2\">",
      "<!--<script>',\";document.documentElement.dataset.hacked=3;//&lt;b&gt; {{data}} ${1} \\",
      "<link rel=stylesheet href=http://127.0.0.1:9/x.css><style>main{display:none}</style>",
      "\u202egpj.exe\u2066\u200f\u2028\u2029\u0001\u007f");

  @TempDir
  Path folder;

  private static Browser browser;

  @BeforeAll
  static void find() {
    assumeTrue(Browser.find().isPresent(), "there is no Chromium on the PATH");
    browser = Browser.find().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"12, 1, 4", "40000, 40, 60", "1000000, 100, 1000"})
  void a_page_of_any_run_draws_itself_without_errors_and_without_the_network(
      String tasks, String perBatch, String workers) throws Exception {
    Opened opened = open(page(tasks, perBatch, workers, ""));

    assertDrawn(opened);
    assertThat(opened.main()).contains("Where the time went", "simulate(");
  }

  @Test
  void what_a_run_names_is_text_and_nothing_of_it_runs() throws Exception {
    Opened opened = open(page("4000", "40", "7", HOSTILE));

    assertDrawn(opened);
    assertThat(opened.root("data-hacked")).isEmpty();
    assertThat(opened.main())
        .doesNotContain("<img", "<link", "<style", "<script", "\u202e", "\u2028");
    assertThat(opened.main())
        .contains(
            "&lt;/script&gt;&lt;script&gt;document", "&lt;img src=x", "{{data}}", "\\u202egpj.exe");
  }

  private Path page(String tasks, String perBatch, String workers, String text) throws Exception {
    Path page = folder.resolve("report.html");
    Path errors = folder.resolve("errors.txt");
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-Dfile.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            SyntheticRun.class.getName(),
            tasks,
            perBatch,
            workers,
            "" + page)
        .redirectErrorStream(true)
        .redirectOutput(errors.toFile())
        .start();
    // Arguments of a process cannot have all characters.
    try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(text);
    }
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(errors)).isEmpty();
    assertThat(Files.size(page)).isLessThan(MOST_BYTES);
    return page;
  }

  private Opened open(Path page) throws IOException, InterruptedException {
    return browser.open(page, folder);
  }

  private static void assertDrawn(Opened opened) {
    assertThat(opened.console()).isEqualTo(List.of());
    assertThat(opened.root("data-requests")).isEqualTo("0");
    assertThat(opened.root("data-drawn-millis")).matches("\\d+");
  }
}
