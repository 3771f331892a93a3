package dev.fanfare.memo;

import java.util.List;

/** When entries were used last. Immutable. */
record LastUses(List<Uses.Stored> uses) {

  LastUses {
    uses = List.copyOf(uses);
  }

  /** The last use of an entry, in milliseconds of the epoch. */
  long of(Row row) {
    long last = row.lastUse();
    for (Uses.Stored run : uses) {
      if (run.millis() > last && run.has(row.prefix())) {
        last = run.millis();
      }
    }
    return last;
  }

  EntrySummary summary(Row row) {
    return row.summary(of(row));
  }
}
