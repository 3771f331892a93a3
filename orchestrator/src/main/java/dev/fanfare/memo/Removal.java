package dev.fanfare.memo;

import java.util.stream.Stream;

/**
 * What was removed from a memo.
 *
 * @param entries how many entries
 * @param bytes their share of the store
 */
public record Removal(long entries, long bytes) {

  /** All of these entries. */
  public static Removal of(Stream<EntrySummary> removed) {
    long[] totals = new long[2];
    removed.forEach(entry -> {
      totals[0]++;
      totals[1] += entry.bytes();
    });
    return new Removal(totals[0], totals[1]);
  }
}
