package dev.fanfare.runs;

import dev.fanfare.StoreException;
import dev.fanfare.UnresumableRunException;

/**
 * Whether the job list of a run is there as a whole.
 *
 * @param recorded number of tasks that can be read
 */
record RecordedList(RunRecord record, long recorded) {

  /** Checks that the run can be resumed without the list. */
  void requireWhole() {
    if (!record.manifest().taskListComplete()) {
      throw new UnresumableRunException("run " + record.runId() + " stopped before its job list"
          + " was read to its end; pass the job list to resume it");
    }
    if (isDamaged()) {
      throw new UnresumableRunException(damaged() + "; pass the job list to resume the run");
    }
  }

  /** Checks that what was recorded can be read. */
  void requireSound() {
    if (isDamaged()) {
      throw new StoreException(
          damaged() + "; to repair it, run 'fanfare resume' with the job list", null);
    }
  }

  boolean isDamaged() {
    return record.manifest().taskListComplete() && recorded != record.manifest().tasks();
  }

  private String damaged() {
    return "the recorded job list of run " + record.runId() + " is damaged: it has " + recorded
        + " of " + record.manifest().tasks() + " tasks";
  }

  /** Which tasks there are, for users. */
  String range() {
    long tasks = record.manifest().tasks();
    String last = tasks == 0 ? "it has no tasks" : "its tasks are 0 to " + (tasks - 1);
    return record.manifest().taskListComplete()
        ? last
        : last + ", as far as its job list was read before it stopped";
  }
}
