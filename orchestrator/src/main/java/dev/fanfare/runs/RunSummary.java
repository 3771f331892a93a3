package dev.fanfare.runs;

import java.util.List;
import java.util.Optional;

/**
 * The counts and state of a recorded run.
 *
 * @param manifest the manifest
 * @param settled tasks that have an outcome
 * @param failed settled tasks that failed
 * @param state its state
 */
public record RunSummary(Manifest manifest, long settled, long failed, RunState state) {

  /**
   * Uses the counts of the last session if it ended, otherwise those of the outcomes in the store.
   */
  static RunSummary of(RunRecord run) {
    List<Session> sessions = run.sessions();
    Optional<Session.End> end =
        sessions.isEmpty() ? Optional.empty() : run.end(sessions.get(sessions.size() - 1));
    Manifest manifest = run.manifest();
    if (end.isPresent() && end.get().settled() == manifest.tasks()) {
      return of(run, end.get().settled(), end.get().failed());
    }
    return of(run, run.settled(ignored -> {}));
  }

  /** Uses the counts of the outcomes that were read. */
  public static RunSummary of(RunRecord run, SettledTasks gathered) {
    return of(run, gathered.settled(), gathered.failed());
  }

  private static RunSummary of(RunRecord run, long settled, long failed) {
    return new RunSummary(run.manifest(), settled, failed, state(run, settled, failed));
  }

  private static RunState state(RunRecord run, long settled, long failed) {
    if (run.underWay().isPresent()) {
      return RunState.RUNNING;
    }
    if (!run.manifest().taskListComplete() || settled < run.manifest().tasks()) {
      return RunState.INTERRUPTED;
    }
    return failed == 0 ? RunState.COMPLETE : RunState.FAILED_TASKS;
  }
}
