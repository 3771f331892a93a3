package dev.fanfare.runs;

import dev.fanfare.Completion.Reason;
import dev.fanfare.ElapsedReport;
import java.util.List;

/**
 * The reports of a run's sessions.
 *
 * @param record the run
 */
record SessionReports(RunRecord record) {

  /** The total times of all sessions; of those without a report, what their outcomes and spans say. */
  ElapsedReport total(SettledTasks settled) {
    return ElapsedReport.total(
        record.runId(),
        record.manifest().backend(),
        settled.settled(),
        settled.failed(),
        record.sessions().all().stream()
            .flatMap(session ->
                record
                    .report(session)
                    .or(() -> new UnreportedSession(record, session).report())
                    .stream())
            .toList());
  }

  /** The numbers of the sessions that have none and may have run something. */
  List<Integer> missing() {
    return record.sessions().all().stream()
        .filter(session -> record.report(session).isEmpty() && !ranNothing(session))
        .map(Session::number)
        .toList();
  }

  private boolean ranNothing(Session session) {
    return record
        .sessions()
        .end(session)
        .filter(end -> end.reason().equals(Reason.NOT_RESUMED.name()))
        .isPresent();
  }
}
