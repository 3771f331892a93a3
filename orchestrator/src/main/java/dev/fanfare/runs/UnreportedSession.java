package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.MemoUse;
import dev.fanfare.Setbacks;
import dev.fanfare.report.Attempt;
import dev.fanfare.report.Tally;
import dev.fanfare.wire.BatchOutcome;
import dev.fanfare.wire.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A session that has no report, because it was killed or is still running: as much of it as its outcomes and spans say. Its last
 * spans may be missing, but not their outcomes. What neither says is 0, and its phases are not known.
 */
final class UnreportedSession {

  private final Session session;
  private final RunRecord record;

  // Of its spans.
  private long attempts;
  private long reported;
  private double billedMillis;
  private double billedMbMillis;
  private Setbacks setbacks = Setbacks.NONE;

  // Of its outcomes.
  private final Set<String> workers = new HashSet<>();
  private final BitSet settled = new BitSet();
  private long batches;
  private long coldStarts;
  private long wallNanos;
  private long cpuNanos;

  private long lastMicros;

  /** A session of that run. Reads its spans. */
  UnreportedSession(RunRecord record, Session session) {
    this.record = record;
    this.session = session;
    for (Attempt attempt : record.spans()) {
      if (attempt.session() == session.number()) {
        add(attempt);
      }
    }
  }

  private void add(Attempt attempt) {
    if (attempt.ran() || attempt.lost()) {
      attempts++;
      reported += attempt.billedMillis() > 0 ? 1 : 0;
      billedMillis += attempt.billedMillis();
      billedMbMillis += attempt.billedMillis() * attempt.memoryMb();
    }
    if (attempt.lost()) {
      setbacks = setbacks.plus(new Setbacks(1, attempt.answeredMicros() * 1000, 0, 0));
    }
    endedAt(attempt.createdEpochMicros() + attempt.settledMicros());
  }

  private void endedAt(long epochMicros) {
    lastMicros = Math.max(lastMicros, epochMicros);
  }

  /** What it is billed for. What it had under way is not known. */
  LambdaUse use() {
    long all = Math.max(attempts, record.results(session));
    return session.billed(
        LambdaUse.of(reported, billedMbMillis).plus(LambdaUse.ofUnreported(all - reported)));
  }

  /** Its report; empty if nothing has returned yet. Reads its outcomes. */
  Optional<ElapsedReport> report() {
    record.outcomes(session.number(), this::add);
    return batches == 0 ? Optional.empty() : Optional.of(times());
  }

  private void add(BatchOutcome outcome) {
    if (outcome.worker().id().isEmpty()) {
      // These tasks were given up; no worker has run them.
      return;
    }
    batches++;
    workers.add(outcome.worker().id());
    boolean here = outcome.worker().pid() == session.pid();
    coldStarts += outcome.worker().coldStart() && !here ? 1 : 0;
    outcome.tasks().forEach(this::add);
  }

  private void add(TaskOutcome task) {
    long nanos = task.timing().wallNanos();
    endedAt(task.timing().startEpochMicros() + nanos / 1000);
    if (task.provisional()) {
      setbacks = setbacks.plus(new Setbacks(0, 0, 1, nanos));
    } else if (!settled.get((int) task.index())) {
      settled.set((int) task.index());
      wallNanos += nanos;
      cpuNanos += task.timing().cpuNanos();
    }
  }

  // If its record is damaged, it is not known when it started.
  private long elapsedNanos() {
    Duration elapsed =
        Duration.between(session.started(), Instant.EPOCH.plus(lastMicros, ChronoUnit.MICROS));
    boolean known = session.started().isAfter(Instant.EPOCH) && !elapsed.isNegative();
    return known ? elapsed.toNanos() : 0;
  }

  private ElapsedReport times() {
    boolean invoked = session.mayBeBilled() || reported > 0;
    return new ElapsedReport(
        record.runId(),
        session.backend(),
        workers.size(),
        0,
        0,
        batches,
        elapsedNanos(),
        0,
        wallNanos,
        cpuNanos,
        0,
        coldStarts,
        billedMillis,
        0,
        Map.of(),
        invoked ? use() : Tally.ifOnLambda(batches, wallNanos),
        setbacks,
        List.of(),
        MemoUse.NONE);
  }
}
