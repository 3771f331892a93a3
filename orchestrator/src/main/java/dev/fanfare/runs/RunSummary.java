package dev.fanfare.runs;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The counts and state of a recorded run.
 *
 * @param manifest the manifest
 * @param settled tasks that have an outcome
 * @param failed settled tasks that failed
 * @param state its state
 */
public record RunSummary(Manifest manifest, long settled, long failed, State state) {

  /** The state of a recorded run. */
  public enum State {
    /** Every task has returned. */
    COMPLETE,
    /** Every task has settled, some have failed. */
    FAILED_TASKS,
    /** Tasks are left, and no known process is working on them. */
    INTERRUPTED,
    /** A process on this machine is working on it. */
    RUNNING;

    /** The state as text for users. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Uses the counts of the last session if it ended, otherwise those of the outcomes in the store.
   */
  public static RunSummary of(RunRecord run) {
    List<Session> sessions = run.sessions().all();
    Optional<Session.End> end = sessions.isEmpty()
        ? Optional.empty()
        : run.sessions().end(sessions.get(sessions.size() - 1));
    return end.filter(last -> last.settled() == run.manifest().tasks())
        .map(last -> of(run, last.settled(), last.failed()))
        .orElseGet(() -> of(run, run.settled(ignored -> {})));
  }

  /** Uses the counts of the outcomes that were read. */
  static RunSummary of(RunRecord run, SettledTasks gathered) {
    return of(run, gathered.settled(), gathered.failed());
  }

  private static RunSummary of(RunRecord run, long settled, long failed) {
    return new RunSummary(run.manifest(), settled, failed, state(run, settled, failed));
  }

  private static State state(RunRecord run, long settled, long failed) {
    if (run.sessions().underWay().isPresent()) {
      return State.RUNNING;
    }
    if (!run.manifest().taskListComplete() || settled < run.manifest().tasks()) {
      return State.INTERRUPTED;
    }
    return failed == 0 ? State.COMPLETE : State.FAILED_TASKS;
  }
}
