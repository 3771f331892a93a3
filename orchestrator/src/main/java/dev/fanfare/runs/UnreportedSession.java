package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.report.Attempt;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The times of a session that has no report, because it was killed or is still running: as much as its spans say. What they do not
 * say is 0, and its phases are not known.
 */
final class UnreportedSession {

  private final Session session;
  private final RunRecord record;
  private final Set<String> workers = new HashSet<>();
  private long attempts;
  private long reported;
  private double billedMbMillis;
  private long batches;
  private long coldStarts;
  private long wallNanos;
  private long cpuNanos;
  private double billedMillis;
  private long firstMicros = Long.MAX_VALUE;
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
      billedMbMillis += attempt.billedMillis() * attempt.memoryMb();
    }
    firstMicros = Math.min(firstMicros, attempt.createdEpochMicros());
    lastMicros = Math.max(lastMicros, attempt.createdEpochMicros() + attempt.settledMicros());
    if (!attempt.ran()) {
      return;
    }
    batches++;
    workers.add(attempt.worker());
    coldStarts += attempt.coldStart() ? 1 : 0;
    billedMillis += attempt.billedMillis();
    for (int place = 0; place < attempt.tasks().size(); place++) {
      wallNanos += attempt.tasks().wallNanos()[place];
      cpuNanos += attempt.tasks().cpuNanos()[place];
    }
  }

  /** What it is billed for. Its last spans may be missing, but not their outcomes; what it had under way is not known. */
  LambdaUse use() {
    long all = Math.max(attempts, record.results(session));
    return LambdaUse.of(reported, billedMbMillis).plus(LambdaUse.ofUnreported(all - reported));
  }

  /** Its report; empty if it has no spans. */
  Optional<ElapsedReport> report() {
    return batches == 0 ? Optional.empty() : Optional.of(times());
  }

  private ElapsedReport times() {
    return new ElapsedReport(
        record.runId(),
        session.backend(),
        workers.size(),
        0,
        0,
        batches,
        Math.max(0, lastMicros - firstMicros) * 1000,
        0,
        wallNanos,
        cpuNanos,
        0,
        coldStarts,
        billedMillis,
        0,
        Map.of(),
        use());
  }
}
