package dev.fanfare.runs;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.MemoUse;
import dev.fanfare.Options;
import dev.fanfare.Phase;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.Timing;
import dev.fanfare.report.Attempt;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.report.Cost;
import dev.fanfare.report.PriceList;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.report.Tally;
import dev.fanfare.report.TaskTimes;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.TaskDigest;
import dev.fanfare.wire.TaskOutcome;
import dev.fanfare.wire.WorkerInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of sessions that were killed before they had written their report. */
final class UnreportedSessionTest {

  private static final BilledFunction FUNCTION = new BilledFunction(
      "worker", "us-east-1", /* arm= */ false, 1024, Duration.ofSeconds(90), /* reported= */ true);
  private static final int TASKS = 4;
  private static final long MILLI = 1_000_000;

  @TempDir
  Path folder;

  private RunRecord run;

  @BeforeEach
  void create() {
    run = RunRecord.create(
        new FolderStore(folder),
        Manifest.of(UUID.randomUUID().toString(), "lambda", Options.builder().build()));
    TaskList.Writer list = run.tasks().writerAfter(0);
    for (long n = 0; n < TASKS; n++) {
      list.append(line(n));
    }
    list.flush();
    run.updateTaskList(TASKS, /* complete= */ true, List.of(), 0);
  }

  private static String line(long n) {
    return Codec.writeJob(delayed(SeedKernels::sum, n));
  }

  private static long micros(Session session) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, session.started());
  }

  /** Writes the outcome of a batch of one task, which ended so many milliseconds after the session began. */
  private void outcome(Session session, long task, String worker, int endMillis) {
    Timing timing = new Timing(micros(session) + (endMillis - 5) * 1000L, 5 * MILLI, 4 * MILLI);
    TaskOutcome outcome =
        TaskOutcome.of(task, task, timing).withDigest(TaskDigest.text(TaskDigest.of(line(task))));
    run.record(
            new BatchOutcome(
                run.runId(),
                session.firstBatch() + task,
                1,
                new WorkerInfo(worker, 1, 1, 1),
                List.of(outcome)),
            index -> Long.class)
        .join();
  }

  private void span(Session session, long batch) {
    SpanLog spans = run.spanLog(session);
    spans.add(new Attempt(
        session.firstBatch() + batch,
        1,
        micros(session),
        0,
        1,
        0,
        1,
        "w",
        1,
        false,
        0,
        1,
        1_000,
        1024,
        80,
        "",
        TaskTimes.NONE));
    spans.close(warning -> {});
  }

  private ElapsedReport report() {
    try (SavedRun saved = SavedRun.open(
        new StoreLocation.Folder(folder), run.runId(), /* retries= */ false, warning -> {})) {
      return saved.report();
    }
  }

  private void wholeSession() {
    Session session = run.sessions().begin("lambda", 1);
    outcome(session, 2, "c", 20);
    outcome(session, 3, "d", 20);
    Tally tally = new Tally(Stopwatch.start());
    run.report(
        session,
        tally.report(
            run.runId(),
            "lambda",
            1,
            false,
            0,
            0,
            Optional.of(FUNCTION),
            MemoUse.NONE,
            nanos -> Map.of(Phase.COMPUTING, nanos)));
    run.sessions().end(session, "ALL_COMPLETED", TASKS, 0);
  }

  private Session killedSession() {
    Session killed = run.sessions().begin("lambda", 1);
    outcome(killed, 0, "a", 20);
    outcome(killed, 1, "b", 30);
    span(killed, 0);
    return killed;
  }

  @Test
  void its_billed_time_counts_with_that_of_the_sessions_after_it() {
    Session killed = killedSession();
    run.sessions().invokes(killed, FUNCTION);
    run.sessions().end(killed, "KILLED", 2, 0);
    wholeSession();

    assertThat(report().billedMillis()).isEqualTo(1_000);
    assertThat(report().lambdaUse())
        .isEqualTo(new LambdaUse(1, 1, 1, 1, 1, FUNCTION.region(), FUNCTION.arm()));
  }

  @Test
  void it_is_priced_by_the_place_of_its_function_or_not_at_all() {
    Session killed = killedSession();
    PriceList prices = PriceList.load();
    assertThat(Cost.of(report(), prices).toString())
        .startsWith("cost")
        .contains("unknown: the function's region and architecture were not recorded");
    assertThat(Cost.usd(report(), prices)).isEmpty();

    run.sessions().invokes(killed, FUNCTION);
    assertThat(Cost.of(report(), prices).toString())
        .startsWith("cost")
        .contains("us-east-1, x86_64");
  }

  @Test
  void its_times_are_those_of_its_outcomes() {
    killedSession();

    ElapsedReport report = report();

    assertThat(report.wallNanos()).isCloseTo(30 * MILLI, within(1000L));
    assertThat(report.batches()).isEqualTo(2);
    assertThat(report.workers()).isEqualTo(2);
    assertThat(report.coldStarts()).isEqualTo(2);
    assertThat(report.workerWallNanos()).isEqualTo(10 * MILLI);
    assertThat(report.workerCpuNanos()).isEqualTo(8 * MILLI);
    assertThat(report.phaseNanos()).isEmpty();
  }

  @Test
  void a_session_that_ran_nothing_does_not_lack_a_report() {
    wholeSession();
    Session refused = run.sessions().begin("lambda", 1);
    run.sessions().end(refused, "NOT_RESUMED", TASKS, 0);
    Session killed = killedSession();
    try (SavedRun saved = SavedRun.open(
        new StoreLocation.Folder(folder), run.runId(), /* retries= */ false, warning -> {})) {
      assertThat(saved.unreported()).containsExactly(killed.number());
    }
  }
}
