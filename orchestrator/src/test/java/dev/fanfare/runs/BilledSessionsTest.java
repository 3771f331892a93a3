package dev.fanfare.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.MemoUse;
import dev.fanfare.Options;
import dev.fanfare.report.Attempt;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.report.Charge;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.report.Tally;
import dev.fanfare.report.TaskTimes;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.ReportLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sessions of a run are billed for, by its record. */
final class BilledSessionsTest {

  private static final LambdaUse ONE = new LambdaUse(1, 1, 0, 1).in("us-east-1", /* arm= */ true);

  @TempDir
  Path folder;

  private FolderStore store;
  private RunRecord run;

  @BeforeEach
  void create() {
    store = new FolderStore(folder);
    run = RunRecord.create(
        store,
        Manifest.of(UUID.randomUUID().toString(), "lambda", Options.builder().build()));
  }

  /** A session that has invoked a function once, for a second of 1 GB. */
  private void session(String backend) {
    Session session = run.sessions().begin(backend, 1);
    Tally tally = new Tally(Stopwatch.start());
    tally.add(Charge.of(ReportLine.of("1", 1_000, 0, 1024, 80)));
    ElapsedReport report = tally.report(
        run.runId(), backend, 1, false, 0, 0, function(backend), MemoUse.NONE, nanos -> Map.of());
    run.report(session, report);
    run.sessions().end(session, "BUDGET_SPENT", 0, 0);
  }

  private static Optional<BilledFunction> function(String backend) {
    return backend.contains("lambda")
        ? Optional.of(new BilledFunction(
            "worker",
            "us-east-1",
            /* arm= */ true,
            1024,
            Duration.ofSeconds(90),
            /* reported= */ true))
        : Optional.empty();
  }

  private LambdaUse billed() {
    try (SavedRun saved = SavedRun.open(
        new StoreLocation.Folder(folder), run.runId(), /* retries= */ false, warning -> {})) {
      return saved.billed();
    }
  }

  @Test
  void the_sessions_add_up() {
    session("lambda");
    session("my-own-lambda");

    assertThat(billed()).isEqualTo(ONE.plus(ONE));
  }

  @Test
  void a_session_on_this_machine_is_not_billed_although_its_report_says_what_it_would_cost() {
    session("processes");
    session("threads");

    assertThat(billed()).isEqualTo(LambdaUse.NONE);
  }

  @Test
  void of_a_session_that_was_killed_its_spans_count_and_outcomes_beyond_them_as_unreported() {
    session("lambda");
    Session killed = run.sessions().begin("lambda", 1);
    run.sessions().invokes(killed, function("lambda").orElseThrow());
    SpanLog spans = run.spanLog(killed);
    spans.add(attempt(killed.firstBatch(), 1_000));
    spans.close(warning -> {});
    RunFolder names = new RunFolder(run.runId());
    store.put(names.result(killed.firstBatch(), 1), new byte[0]).join();
    store.put(names.result(killed.firstBatch() + 1, 2), new byte[0]).join();
    run.sessions().end(killed, "KILLED", 0, 0);

    assertThat(billed())
        .isEqualTo(ONE.plus(LambdaUse.of(1, 1_024_000)).plus(LambdaUse.ofUnreported(1)));
  }

  private static Attempt attempt(long batch, double billedMillis) {
    return new Attempt(
        batch, 1, 0, 0, 0, 0, 0, "w", 1, false, 0, 1, billedMillis, 1024, 80, "", TaskTimes.NONE);
  }
}
