package dev.fanfare.memo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * An entry in a block: the length of the rest, the key, numbers, and four texts with their lengths. Stateless.
 */
final class EntryBytes {

  static final int KEY_BYTES = 32;

  /** Bytes of an entry whose texts are empty. */
  static final int FIXED =
      Integer.BYTES + KEY_BYTES + 2 * Long.BYTES + Integer.BYTES + 4 * Integer.BYTES;

  private static final HexFormat HEX = HexFormat.of();

  private EntryBytes() {}

  static byte[] write(Entry entry) {
    byte[][] texts = {
      utf8(entry.kernel()), utf8(entry.task()), utf8(entry.value()), utf8(entry.code())
    };
    Instant created = entry.created();
    long seconds = created.getEpochSecond();
    int nanos = created.getNano();
    int length = FIXED;
    for (byte[] text : texts) {
      length = Math.addExact(length, text.length);
    }
    ByteBuffer out = ByteBuffer.allocate(length)
        .putInt(length - Integer.BYTES)
        .put(HEX.parseHex(entry.key()))
        .putLong(entry.wallNanos())
        .putLong(seconds)
        .putInt(nanos);
    for (byte[] text : texts) {
      out.putInt(text.length).put(text);
    }
    return out.array();
  }

  /** Reads the entry at the buffer's position. */
  static Entry read(ByteBuffer in) {
    in.getInt();
    byte[] key = new byte[KEY_BYTES];
    in.get(key);
    long wallNanos = in.getLong();
    Instant created = Instant.ofEpochSecond(in.getLong(), in.getInt());
    String kernel = text(in);
    String task = text(in);
    String value = text(in);
    return new Entry(HEX.formatHex(key), kernel, task, value, text(in), wallNanos, created);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[in.getInt()];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
