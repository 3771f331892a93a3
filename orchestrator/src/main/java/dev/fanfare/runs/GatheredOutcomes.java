package dev.fanfare.runs;

import dev.fanfare.StoreException;
import java.util.function.Consumer;

/** The outcomes of a run as far as they were read. Not thread-safe. */
final class GatheredOutcomes {

  private final RunRecord record;
  private final Consumer<String> warnings;

  /** Whether those of earlier sessions are taken from an index. */
  private boolean indexed;

  private SettledTasks settled;

  /**
   * Reads the outcomes.
   *
   * @param indexed whether to take from an index what it has
   * @param warnings receives a line for each damaged object
   */
  GatheredOutcomes(RunRecord record, boolean indexed, Consumer<String> warnings) {
    this.record = record;
    this.indexed = indexed;
    this.warnings = warnings;
    this.settled = read();
  }

  private SettledTasks read() {
    return indexed ? record.settledSince(warnings) : record.settled(warnings);
  }

  SettledTasks settled() {
    return settled;
  }

  /** Reads them again, because the job list or other sessions have changed them. */
  void readAgain() {
    settled = read();
  }

  /** Reads all results, if those of earlier sessions were taken from an index. */
  void readAll() {
    if (indexed) {
      indexed = false;
      readAgain();
    }
  }

  /** Reads what has been stored since. */
  void readOn() {
    if (!indexed || !record.readOn(settled, warnings)) {
      indexed = false;
      readAgain();
    }
  }

  /** Leaves an index at the end of a session. Without it, a later session only takes longer to start. */
  void index(int session) {
    try {
      record.index(session, settled);
    } catch (StoreException e) {
      warnings.accept("cannot write the index of run " + record.runId() + ": " + e.getMessage());
    }
  }
}
