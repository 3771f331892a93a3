package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import dev.fanfare.report.Attempt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of a run are billed for.
 *
 * @param record the run
 */
record BilledSessions(RunRecord record) {

  /** Backends on which nothing is billed. Their reports say what it would have been. */
  private static final Set<String> NOT_BILLED = Set.of("sequential", "threads", "processes");

  /** The use of all sessions that have ended. The given one has not. */
  LambdaUse use(@Nullable Session now) {
    return record.sessions().all().stream()
        .filter(one -> !one.equals(now) && !NOT_BILLED.contains(one.backend()))
        .map(this::useOf)
        .reduce(LambdaUse.NONE, LambdaUse::plus);
  }

  private LambdaUse useOf(Session session) {
    return record
        .report(session)
        .map(ElapsedReport::lambdaUse)
        .orElseGet(() -> useOfKilled(session));
  }

  // It has no report, and its last spans may be missing, but not their outcomes. What it had under
  // way is
  // not known.
  private LambdaUse useOfKilled(Session session) {
    long attempts = 0;
    long reported = 0;
    double billedMbMillis = 0;
    for (Attempt attempt : record.spans()) {
      if (attempt.session() == session.number() && (attempt.ran() || attempt.lost())) {
        attempts++;
        reported += attempt.billedMillis() > 0 ? 1 : 0;
        billedMbMillis += attempt.billedMillis() * attempt.memoryMb();
      }
    }
    long all = Math.max(attempts, record.results(session));
    return LambdaUse.of(reported, billedMbMillis).plus(LambdaUse.ofUnreported(all - reported));
  }
}
