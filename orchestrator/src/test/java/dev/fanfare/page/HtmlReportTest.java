package dev.fanfare.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static final SyntheticRun RUN = new SyntheticRun(3_000, 20, 9, "");

  @Test
  void a_run_of_an_older_version_is_told_what_is_missing() {
    ElapsedReport old = new ElapsedReport(
        "r",
        "processes",
        4,
        10,
        0,
        5,
        2_000_000_000,
        0,
        3_000_000_000L,
        0,
        0,
        0,
        0,
        0,
        Map.of(),
        LambdaUse.NONE);

    String page = HtmlReport.page(RUN.facts(), old, List.of(), indices -> Map.of(), "");

    assertThat(page)
        .contains("recorded without its phases", "recorded without the times of its tasks");
    assertThat(page).contains("\"drawing\":null");
  }

  @Test
  void most_important_is_what_limited_the_run() {
    assertThat(RUN.page()).contains("\"limit\":\"Computing limited this run: 70 %");
  }

  @Test
  void what_a_run_names_cannot_end_the_data() {
    String page = new SyntheticRun(50, 5, 2, "</script><!--\u2028&").page();
    String data =
        page.substring(page.indexOf("id=\"data\">") + 10, page.lastIndexOf("<script>") - 10);

    assertThat(data).doesNotContain("<", ">", "&", "\u2028").contains("\\u003c/script\\u003e");
  }

  @Test
  void only_its_own_script_may_run() {
    String page = RUN.page();

    assertThat(page)
        .contains("default-src 'none'; script-src 'sha256-")
        .doesNotContain("unsafe-inline");
    assertThat(page.split("</script>", -1)).hasSize(3);
  }

  @Test
  void the_license_of_the_plotting_library_stands_in_the_page() {
    assertThat(RUN.page()).contains("The MIT License", "Leon Sorokin");
  }

  @Test
  void tasks_that_are_shown_are_asked_for_once() {
    Set<Long> asked = new HashSet<>();
    HtmlReport.page(
        RUN.facts(),
        RUN.report(),
        RUN,
        indices -> {
          assertThat(asked).isEmpty();
          asked.addAll(indices);
          return Map.of();
        },
        "");

    assertThat(asked).hasSizeBetween(FirstTasks.SAMPLE, 2_100);
  }
}
