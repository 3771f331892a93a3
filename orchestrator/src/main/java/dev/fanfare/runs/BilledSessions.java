package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of a run are billed for.
 *
 * @param record the run
 */
record BilledSessions(RunRecord record) {

  /** The use of all sessions that have ended. The given one has not. */
  LambdaUse use(@Nullable Session now) {
    return record.sessions().all().stream()
        .filter(one -> one.mayBeBilled() && (now == null || one.number() != now.number()))
        .map(this::useOf)
        .reduce(LambdaUse.NONE, LambdaUse::plus);
  }

  private LambdaUse useOf(Session session) {
    return record
        .report(session)
        .map(ElapsedReport::lambdaUse)
        .orElseGet(() -> new UnreportedSession(record, session).use());
  }
}
