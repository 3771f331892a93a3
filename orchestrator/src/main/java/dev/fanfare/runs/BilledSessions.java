package dev.fanfare.runs;

import dev.fanfare.ElapsedReport;
import dev.fanfare.LambdaUse;
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
        .orElseGet(() -> new UnreportedSession(record, session).use());
  }
}
