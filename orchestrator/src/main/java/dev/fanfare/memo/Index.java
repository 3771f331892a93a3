package dev.fanfare.memo;

import dev.fanfare.kernel.MalformedMessageException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where entries are: rows of equal length, sorted by key, and the names that they have in common. Searched as
 * it is stored, so that it takes no more memory than that. Immutable and thread-safe.
 */
final class Index {

  static final Index EMPTY = new Index(List.of(), List.of(), ByteBuffer.allocate(0));

  /** The name of the segment in its own index: its name is not known before its index. */
  static final String OWN = "";

  static final int KEY_PARTS = EntryBytes.KEY_BYTES / Long.BYTES;

  private static final int SEGMENT = EntryBytes.KEY_BYTES;
  private static final int GROUP = SEGMENT + Integer.BYTES;
  static final int OFFSET = GROUP + Integer.BYTES;
  static final int BLOCK_BYTES = OFFSET + Integer.BYTES;
  static final int POSITION = BLOCK_BYTES + Integer.BYTES;
  static final int BYTES = POSITION + Integer.BYTES;
  static final int CREATED = BYTES + Integer.BYTES;
  static final int LAST_USE = CREATED + Long.BYTES;

  /** Bytes of a row. */
  static final int ROW = LAST_USE + Long.BYTES;

  private static final int MAGIC = 0x464d4931;

  private final List<String> segments;
  private final List<Group> groups;
  private final ByteBuffer rows;

  Index(List<String> segments, List<Group> groups, ByteBuffer rows) {
    this.segments = List.copyOf(segments);
    this.groups = List.copyOf(groups);
    this.rows = rows;
  }

  /** The number of rows. */
  int size() {
    return rows.limit() / ROW;
  }

  List<String> segments() {
    return segments;
  }

  String segment(int at) {
    return segments.get(number(at, SEGMENT));
  }

  Group group(int at) {
    return groups.get(number(at, GROUP));
  }

  int number(int at, int column) {
    return rows.getInt(at * ROW + column);
  }

  long time(int at, int column) {
    return rows.getLong(at * ROW + column);
  }

  long keyPart(int at, int part) {
    return rows.getLong(at * ROW + part * Long.BYTES);
  }

  /** The key as hexadecimal digits. */
  String key(int at) {
    byte[] key = new byte[EntryBytes.KEY_BYTES];
    rows.get(at * ROW, key);
    return HexFormat.of().formatHex(key);
  }

  /** The row of a key of 32 bytes; null if there is none. */
  @Nullable
  Row find(byte[] key) {
    ByteBuffer wanted = ByteBuffer.wrap(key);
    int at = first(wanted);
    return at < size() && compare(at, wanted) == 0 ? new Row(this, at) : null;
  }

  /** The first row whose key begins with that hexadecimal digit or a higher one. */
  int from(int digit) {
    return digit > 15
        ? size()
        : first(ByteBuffer.allocate(EntryBytes.KEY_BYTES).put(0, (byte) (digit << 4)));
  }

  private int first(ByteBuffer key) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int at, ByteBuffer key) {
    int order = 0;
    for (int part = 0; part < KEY_PARTS && order == 0; part++) {
      order = Long.compareUnsigned(keyPart(at, part), key.getLong(part * Long.BYTES));
    }
    return order;
  }

  /** As it is stored, with a checksum at its end. */
  byte[] bytes() {
    List<byte[]> names = new ArrayList<>();
    segments.forEach(segment -> names.add(segment.getBytes(StandardCharsets.UTF_8)));
    groups.forEach(group -> {
      names.add(group.kernel().getBytes(StandardCharsets.UTF_8));
      names.add(group.code().getBytes(StandardCharsets.UTF_8));
    });
    int length = 5 * Integer.BYTES
        + rows.limit()
        + names.stream().mapToInt(name -> Integer.BYTES + name.length).sum();
    ByteBuffer out = ByteBuffer.allocate(length)
        .putInt(MAGIC)
        .putInt(segments.size())
        .putInt(groups.size())
        .putInt(size());
    names.forEach(name -> out.putInt(name.length).put(name));
    out.put(rows.duplicate().rewind());
    return out.putInt(Checksum.of(out.duplicate().flip())).array();
  }

  /**
   * Reads an index.
   *
   * @param own the name of the segment that it is a part of
   * @throws MalformedMessageException if it is damaged
   */
  static Index read(ByteBuffer in, String own) {
    try {
      int end = in.limit() - Integer.BYTES;
      if (end < 0 || in.getInt(end) != Checksum.of(in.duplicate().limit(end))) {
        throw new MalformedMessageException("its checksum is wrong", null);
      }
      return content(in, own);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new MalformedMessageException("it is no index", e);
    }
  }

  private static Index content(ByteBuffer in, String own) {
    if (in.getInt() != MAGIC) {
      throw new MalformedMessageException("it is no index of this version", null);
    }
    int segmentCount = in.getInt();
    int groupCount = in.getInt();
    int rowCount = in.getInt();
    List<String> segments = new ArrayList<>();
    for (int i = 0; i < segmentCount; i++) {
      String name = text(in);
      segments.add(name.equals(OWN) ? own : name);
    }
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < groupCount; i++) {
      groups.add(new Group(text(in), text(in)));
    }
    return new Index(segments, groups, in.slice(in.position(), Math.multiplyExact(rowCount, ROW)));
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[in.getInt()];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
