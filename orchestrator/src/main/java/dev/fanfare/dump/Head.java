package dev.fanfare.dump;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What precedes the arrays of a dump. Numbers are little-endian.
 *
 * <pre>
 *  0  8 bytes that no text file begins with
 *  8  version of the format (4)
 * 12  CRC32C of the head from 16 on (4)
 * 16  bytes of the dump when decompressed, from 0 to its end (8)
 * 24  bytes of the type's name (4), bytes of the JSON (4), number of arrays (4)
 * 64  for each array its kind (4) and its number of elements (4)
 *     type's name, JSON, zeros up to a multiple of 64: here begins the first array
 * </pre>
 *
 * Each array is followed by zeros up to a multiple of 8, and the last one by the CRC32C of all that precedes (4).
 *
 * @param type name of the type that the value was dumped as; for messages
 * @param json the value, whose primitive arrays are apart from it
 */
record Head(String type, byte[] json, List<Slot> slots) {

  /** An array in the dump. */
  record Slot(ArrayKind kind, int length) {

    /** The number of zeros that follow it. */
    int padding() {
      return (int) (paddedBytes() - bytes());
    }

    long bytes() {
      return (long) length * kind.bytes();
    }

    private long paddedBytes() {
      return aligned(bytes(), ARRAY_ALIGNMENT);
    }
  }

  static final int VERSION = 1;
  static final int CHECKSUM_BYTES = 4;
  private static final int ARRAY_ALIGNMENT = 8;

  private static final byte[] MAGIC = {(byte) 0x89, 'F', 'A', 'N', '\r', '\n', 0x1a, '\n'};
  private static final int FIXED_BYTES = 64;
  private static final int ALIGNMENT = 64;
  private static final int VERSION_AT = 8;
  private static final int CHECKSUM_AT = 12;
  private static final int TOTAL_AT = 16;
  private static final int SLOT_BYTES = 8;

  /** JSON and the list of arrays are in memory at once. */
  private static final long MOST_BYTES = 1L << 30;

  /** Its own bytes, which are those before the first array. */
  long bytes() {
    return bytes(nameBytes().length, json.length, slots.size());
  }

  /** Bytes of the whole dump when decompressed. */
  long dumpBytes() {
    return bytes() + slots.stream().mapToLong(Slot::paddedBytes).sum() + CHECKSUM_BYTES;
  }

  private byte[] nameBytes() {
    return type.getBytes(StandardCharsets.UTF_8);
  }

  private static long bytes(long name, long json, long slots) {
    return aligned(FIXED_BYTES + SLOT_BYTES * slots + name + json, ALIGNMENT);
  }

  private static long aligned(long bytes, int alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
  }

  /** The head as it is stored. */
  byte[] encoded() throws Refusal {
    if (bytes() > MOST_BYTES) {
      throw new Refusal("its JSON and list of arrays would have " + bytes() + " bytes, at most "
          + MOST_BYTES + " are possible");
    }
    ByteBuffer head = ByteBuffer.allocate((int) bytes()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] name = nameBytes();
    head.put(MAGIC).putInt(VERSION).putInt(0).putLong(dumpBytes());
    head.putInt(name.length).putInt(json.length).putInt(slots.size()).position(FIXED_BYTES);
    slots.forEach(slot -> head.putInt(slot.kind().code()).putInt(slot.length()));
    head.put(name).put(json);
    return head.putInt(CHECKSUM_AT, checksum(head.array())).array();
  }

  private static int checksum(byte[] head) {
    CRC32C sum = new CRC32C();
    sum.update(head, TOTAL_AT, head.length - TOTAL_AT);
    return (int) sum.getValue();
  }

  /** Reads a head and checks it; the dump that it describes must be within the limit. */
  static Head read(InputStream in, Limit limit) throws IOException {
    byte[] fixed = in.readNBytes(FIXED_BYTES);
    checkBeginning(fixed);
    ByteBuffer start = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN);
    long all = start.getLong(TOTAL_AT);
    start.position(TOTAL_AT + Long.BYTES);
    long bytes = bytes(count(start), count(start), count(start));
    if (bytes > MOST_BYTES || all < bytes) {
      throw new Refusal("it is damaged: its head is larger than possible");
    }
    limit.check(all);
    byte[] rest = in.readNBytes((int) bytes - FIXED_BYTES);
    if (rest.length < bytes - FIXED_BYTES) {
      throw new EOFException("it ends within its head");
    }
    Head head = decoded(concatenated(fixed, rest));
    if (head.dumpBytes() != all) {
      throw new Refusal("it is damaged: it states a size that is not the sum of its parts");
    }
    return head;
  }

  private static void checkBeginning(byte[] fixed) throws IOException {
    int known = Math.min(MAGIC.length, fixed.length);
    if (!Arrays.equals(fixed, 0, known, MAGIC, 0, known)) {
      throw new Refusal("it is not a dump of Fanfare");
    }
    if (fixed.length < FIXED_BYTES) {
      throw new EOFException("it ends within its head");
    }
    int version = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN).getInt(VERSION_AT);
    if (version != VERSION) {
      throw new Refusal("its format has version " + Integer.toUnsignedString(version)
          + ", this version of Fanfare reads version " + VERSION);
    }
  }

  private static long count(ByteBuffer head) {
    return Integer.toUnsignedLong(head.getInt());
  }

  private static byte[] concatenated(byte[] fixed, byte[] rest) {
    byte[] all = Arrays.copyOf(fixed, fixed.length + rest.length);
    System.arraycopy(rest, 0, all, fixed.length, rest.length);
    return all;
  }

  private static Head decoded(byte[] bytes) throws Refusal {
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (head.getInt(CHECKSUM_AT) != checksum(bytes)) {
      throw new Refusal("it is damaged: the checksum of its head is wrong");
    }
    head.position(TOTAL_AT + Long.BYTES);
    byte[] name = new byte[head.getInt()];
    byte[] json = new byte[head.getInt()];
    int count = head.getInt();
    head.position(FIXED_BYTES);
    List<Slot> slots = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      slots.add(slot(head.getInt(), head.getInt()));
    }
    head.get(name).get(json);
    return new Head(new String(name, StandardCharsets.UTF_8), json, slots);
  }

  private static Slot slot(int kind, int length) throws Refusal {
    Optional<ArrayKind> known = ArrayKind.of(kind);
    if (known.isEmpty() || length < 0) {
      throw new Refusal(
          "it is damaged: there is no array of kind " + kind + " and length " + length);
    }
    return new Slot(known.get(), length);
  }
}
