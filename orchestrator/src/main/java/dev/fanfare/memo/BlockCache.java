package dev.fanfare.memo;

import dev.fanfare.store.Await;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The blocks that were read last, unpacked, up to 64 MB. Reads ahead in a segment: the more often it is asked for
 * blocks of a segment, the more of them it reads at once. Thread-safe.
 */
final class BlockCache {

  private static final long MOST_BYTES = 64L << 20;
  private static final int FIRST_BYTES = 64 << 10;
  private static final int MOST_AHEAD = 4 << 20;

  private record Address(String segment, int offset) {}

  private final MemoFolder folder;
  private final Map<Address, Block> blocks =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);
  private final Map<String, Integer> ahead = new HashMap<>();
  private long bytes;

  BlockCache(MemoFolder folder) {
    this.folder = folder;
  }

  /**
   * The block of an entry. An empty one if it is damaged, which is reported.
   *
   * @throws dev.fanfare.store.NoSuchObjectException if its segment is gone
   */
  synchronized Block of(Row row) {
    Block known = blocks.get(new Address(row.segment(), row.position().offset()));
    return known == null
        ? read(row.segment(), row.position().offset(), row.position().blockBytes())
        : known;
  }

  private Block read(String segment, int offset, int length) {
    int wanted = ahead.merge(segment, FIRST_BYTES, (last, first) -> Math.min(2 * last, MOST_AHEAD));
    long start = (long) MemoFolder.indexBytes(segment) + offset;
    byte[] read = Await.result(folder.read(segment, start, Math.max(length, wanted)));
    Block first = Block.unpack(read, 0);
    if (first == null) {
      folder.warn(segment, "is damaged; some of its entries are lost");
      return keep(new Address(segment, offset), Block.EMPTY);
    }
    keep(new Address(segment, offset), first);
    keepRest(segment, offset, read);
    return first;
  }

  private void keepRest(String segment, int offset, byte[] read) {
    int at = Block.length(read, 0);
    for (int length = Block.length(read, at); length > 0; length = Block.length(read, at)) {
      Block next = Block.unpack(read, at);
      if (next == null) {
        return;
      }
      keep(new Address(segment, offset + at), next);
      at += length;
    }
  }

  private Block keep(Address at, Block block) {
    Block before = blocks.put(at, block);
    bytes += block.bytes() - (before == null ? 0 : before.bytes());
    Iterator<Block> oldest = blocks.values().iterator();
    while (bytes > MOST_BYTES && oldest.hasNext()) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
    return block;
  }
}
