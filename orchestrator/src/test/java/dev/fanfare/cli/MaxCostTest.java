package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.local.ConfiguredCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run with a budget, from its start to the end of its resume; the cloud is the embedded one. */
@Timeout(120)
final class MaxCostTest {

  private static final Pattern AT_LEAST = Pattern.compile("must be at least (\\S+) USD");
  private static final Pattern SPENT =
      Pattern.compile("(?m)^budget spent: (\\S+) of (\\S+) USD, (\\d+) of 8 tasks are done\\R"
          + "resume with: fanfare resume (\\S+) .*--max-cost (\\S+)$");

  @TempDir
  Path folder;

  private ConfiguredCloud cloud;

  @BeforeEach
  void start() {
    cloud = ConfiguredCloud.start(folder);
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  private Path out() {
    return folder.resolve("results.jsonl");
  }

  private Finished fanfare(String command, String... more) {
    Stream<String> all = Stream.concat(
        Stream.of(command.split(" ")),
        Stream.concat(
            Stream.of(
                "--function=fanfare-worker", "--n-jobs=2", "--batch-size=1", "--out=" + out()),
            Stream.of(more)));
    return Finished.here(all.toArray(String[]::new));
  }

  private Finished run(String... more) {
    return fanfare("run --kernel=sum --range=0:8", more);
  }

  private String least() {
    Finished refused = run("--max-cost=0.000001");
    refused.assertRefused("one invocation of fanfare-worker that runs to its time limit of 900 s");
    assertThat(out()).doesNotExist();
    return first(AT_LEAST, refused).group(1);
  }

  private static MatchResult first(Pattern pattern, Finished finished) {
    return pattern
        .matcher(finished.err())
        .results()
        .findFirst()
        .orElseThrow(() -> new AssertionError(pattern + " is not in: " + finished.err()));
  }

  @Test
  void a_run_ends_within_its_budget_and_a_higher_one_completes_it() throws IOException {
    String least = least();

    Finished spent = run("--max-cost=" + least);
    assertThat(spent.exitCode()).as(spent.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    MatchResult told = first(SPENT, spent);
    assertThat(Double.parseDouble(told.group(1)))
        .isPositive()
        .isLessThan(Double.parseDouble(least));
    assertThat(told.group(3)).isEqualTo("1");

    Finished again = fanfare("resume last --store=s3://fanfare", "--max-cost=" + least);
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.CANNOT_GO_ON);
    assertThat(first(SPENT, again).group(3)).isEqualTo("1");

    Finished resumed =
        fanfare("resume last --store=s3://fanfare", "--max-cost=" + told.group(5), "--values");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(Files.readAllLines(out()))
        .containsExactly("0", "0", "1", "3", "6", "10", "15", "21");
  }

  @Test
  void a_dry_run_says_what_the_budget_allows() {
    assertThat(run("--dry-run", "--max-cost=1").out())
        .containsPattern(
            "\nbudget       1 USD: at most \\d\\d invocations at a time, because each may"
                + " cost up to 0\\.0\\d+ USD");
  }

  /** As a process that is killed leaves the run. */
  @Test
  void the_cost_of_a_run_without_its_report_is_that_of_its_function() throws IOException {
    assertThat(run().exitCode()).isZero();
    Path sessions = onlyRun().resolve("sessions");
    Files.delete(sessions.resolve("0001-report.json"));
    Files.delete(sessions.resolve("0001-end.json"));

    Finished report = Finished.here("report", "last", "--store=s3://fanfare");

    assertThat(report.out())
        .contains("s billed", "\ncost          ", cloud.region() + ", ")
        .doesNotContain("on Lambda", "unknown");
  }

  private Path onlyRun() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("bucket").resolve("runs"))) {
      return runs.findFirst().orElseThrow();
    }
  }

  @Test
  void queued_invocations_cannot_be_held_to_a_budget() {
    run("--max-cost=1", "--queued").assertRefused("does not go with --queued");
  }
}
