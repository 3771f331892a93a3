package dev.fanfare.memo;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The rows of several indexes, in the order of their keys. Of rows with the same key, the newest remains; if equally new, the one
 * from the last index. Used by one thread.
 */
final class Merge implements Iterator<Row> {

  private static final class Cursor {
    private final Index index;
    private final int rank;
    private final int end;
    private Row row;

    Cursor(Index index, int rank, int start, int end) {
      this.index = index;
      this.rank = rank;
      this.end = end;
      this.row = new Row(index, start);
    }

    boolean advance() {
      row = new Row(index, row.at() + 1);
      return row.at() < end;
    }
  }

  private static final Comparator<Cursor> BY_KEY = (a, b) -> {
    int order = a.row.compareKey(b.row);
    int byAge = order == 0 ? Long.compare(a.row.created(), b.row.created()) : order;
    return byAge == 0 ? Integer.compare(a.rank, b.rank) : byAge;
  };

  private final PriorityQueue<Cursor> cursors = new PriorityQueue<>(BY_KEY);
  private @Nullable Row next;

  private Merge(List<Index> indexes, int firstDigit, int lastDigit) {
    for (int rank = 0; rank < indexes.size(); rank++) {
      Index index = indexes.get(rank);
      int start = index.from(firstDigit);
      int end = index.from(lastDigit + 1);
      if (start < end) {
        cursors.add(new Cursor(index, rank, start, end));
      }
    }
    next = take();
  }

  /** The rows whose keys begin with that hexadecimal digit. */
  static Merge of(List<Index> indexes, int digit) {
    return new Merge(indexes, digit, digit);
  }

  /** All rows as one index. */
  static Index of(List<Index> indexes) {
    IndexBuilder builder = new IndexBuilder();
    new Merge(indexes, 0, Catalog.SHARDS - 1)
        .forEachRemaining(row -> builder.add(row, row.lastUse()));
    return builder.build();
  }

  private @Nullable Row take() {
    Row newest = pop();
    while (newest != null && !cursors.isEmpty() && cursors.peek().row.compareKey(newest) == 0) {
      newest = pop();
    }
    return newest;
  }

  private @Nullable Row pop() {
    Cursor cursor = cursors.poll();
    if (cursor == null) {
      return null;
    }
    Row row = cursor.row;
    if (cursor.advance()) {
      cursors.add(cursor);
    }
    return row;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Row next() {
    Row row = next;
    if (row == null) {
      throw new NoSuchElementException();
    }
    next = take();
    return row;
  }
}
