package dev.fanfare.memo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds an index from rows in the order of their keys. Used by one thread. */
final class IndexBuilder {

  private final Map<String, Integer> segments = new LinkedHashMap<>();
  private final Map<Group, Integer> groups = new LinkedHashMap<>();
  private ByteBuffer rows = ByteBuffer.allocate(64 * Index.ROW);

  /** Adds an entry that was used last at that time. */
  void add(Row row, long lastUse) {
    room();
    for (int part = 0; part < Index.KEY_PARTS; part++) {
      rows.putLong(row.index().keyPart(row.at(), part));
    }
    add(row.segment(), row.group(), row.position());
    rows.putLong(row.created()).putLong(lastUse);
  }

  /** Adds an entry of the segment whose own index this is. */
  void add(byte[] key, Group group, Position position, long created, long use) {
    room();
    rows.put(key);
    add(Index.OWN, group, position);
    rows.putLong(created).putLong(use);
  }

  private void add(String segment, Group group, Position position) {
    rows.putInt(number(segments, segment))
        .putInt(number(groups, group))
        .putInt(position.offset())
        .putInt(position.blockBytes())
        .putInt(position.start())
        .putInt(position.bytes());
  }

  private static <T> int number(Map<T, Integer> numbers, T name) {
    return numbers.computeIfAbsent(name, added -> numbers.size());
  }

  private void room() {
    if (rows.remaining() < Index.ROW) {
      rows = ByteBuffer.allocate(2 * rows.capacity()).put(rows.flip());
    }
  }

  /** The index. Nothing can be added afterwards. */
  Index build() {
    List<String> names = new ArrayList<>(segments.keySet());
    return new Index(names, new ArrayList<>(groups.keySet()), rows.flip().slice());
  }
}
