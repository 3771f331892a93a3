package dev.fanfare.memo;

import java.time.Instant;

/**
 * What an index knows of one entry.
 *
 * @param index the index
 * @param at the number of the row in it
 */
record Row(Index index, int at) {

  /** The segment's name. */
  String segment() {
    return index.segment(at);
  }

  Group group() {
    return index.group(at);
  }

  Position position() {
    return new Position(
        index.number(at, Index.OFFSET),
        index.number(at, Index.BLOCK_BYTES),
        index.number(at, Index.POSITION),
        index.number(at, Index.BYTES));
  }

  /** In milliseconds of the epoch. */
  long created() {
    return index.time(at, Index.CREATED);
  }

  /** In milliseconds of the epoch. */
  long lastUse() {
    return index.time(at, Index.LAST_USE);
  }

  /** The first 64 bits of the key. */
  long prefix() {
    return index.keyPart(at, 0);
  }

  int compareKey(Row other) {
    int order = 0;
    for (int part = 0; part < Index.KEY_PARTS && order == 0; part++) {
      order = Long.compareUnsigned(index.keyPart(at, part), other.index.keyPart(other.at, part));
    }
    return order;
  }

  /** The summary of an entry that was last used at that time. */
  EntrySummary summary(long lastUseMillis) {
    return new EntrySummary(
        index.key(at),
        group().kernel(),
        group().code(),
        position().bytes(),
        Instant.ofEpochMilli(created()),
        Instant.ofEpochMilli(lastUseMillis));
  }
}
