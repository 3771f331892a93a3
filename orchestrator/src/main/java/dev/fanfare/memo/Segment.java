package dev.fanfare.memo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Entries as one object: an index, then blocks of entries in the order in which they were added. Used by one
 * thread.
 */
final class Segment {

  /** Bytes of entries that make a segment full, before they are compressed. */
  static final int FULL_BYTES = 8 << 20;

  private static final int BLOCK_BYTES = 64 << 10;

  private record Placed(
      byte[] key, Group group, long created, long lastUse, int position, int bytes) {}

  private record Indexed(Placed entry, Position position) {}

  private static final Comparator<Indexed> BY_KEY =
      (a, b) -> Arrays.compareUnsigned(a.entry.key, b.entry.key);

  private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream(2 * BLOCK_BYTES);
  private final List<Placed> placed = new ArrayList<>();
  private final List<Indexed> indexed = new ArrayList<>();
  private long bytes;

  /** Adds an entry whose key it does not have yet. */
  void add(Entry entry, long lastUse) {
    byte[] written = EntryBytes.write(entry);
    placed.add(new Placed(
        HexFormat.of().parseHex(entry.key()),
        new Group(entry.kernel(), entry.code()),
        entry.created().toEpochMilli(),
        lastUse,
        block.size(),
        written.length));
    block.writeBytes(written);
    bytes += written.length;
    if (block.size() >= BLOCK_BYTES) {
      endBlock();
    }
  }

  boolean isFull() {
    return bytes >= FULL_BYTES;
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  private void endBlock() {
    byte[] entries = block.toByteArray();
    byte[] packed = Block.pack(entries, entries.length);
    for (Placed entry : placed) {
      long share = (long) entry.bytes * packed.length / entries.length + Index.ROW;
      indexed.add(new Indexed(
          entry, new Position(blocks.size(), packed.length, entry.position, (int) share)));
    }
    blocks.writeBytes(packed);
    block.reset();
    placed.clear();
  }

  /**
   * A segment as it is stored.
   *
   * @param name its name in the memo
   * @param body its bytes
   * @param index its index
   */
  @SuppressWarnings("ArrayRecordComponent") // Only written; never compared.
  record Stored(String name, byte[] body, Index index) {}

  /**
   * Ends the segment.
   *
   * @param stem the beginning of its name
   */
  Stored end(String stem) {
    if (!placed.isEmpty()) {
      endBlock();
    }
    byte[] index = index();
    String name = MemoFolder.segment(stem, index.length, isFull());
    ByteBuffer body = ByteBuffer.allocate(index.length + blocks.size());
    body.put(index).put(blocks.toByteArray());
    return new Stored(name, body.array(), Index.read(ByteBuffer.wrap(index), name));
  }

  private byte[] index() {
    IndexBuilder builder = new IndexBuilder();
    indexed.sort(BY_KEY);
    for (Indexed row : indexed) {
      Placed entry = row.entry();
      builder.add(entry.key(), entry.group(), row.position(), entry.created(), entry.lastUse());
    }
    return builder.build().bytes();
  }
}
