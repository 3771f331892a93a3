package dev.fanfare.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * Shows that a JSON object is as it was written. Its last member is the CRC-32 of all bytes before that member:
 * {@code {...,"crc32":"0a1b2c3d"}}. A damaged digit would make another value, and no parser could tell. Stateless.
 */
final class Seal {

  private static final byte[] NAME = ",\"crc32\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = NAME.length + 8 + END.length;

  private Seal() {}

  /** The object, which must have a member, with its seal. */
  static byte[] put(byte[] object) {
    int content = object.length - 1;
    byte[] sealed = Arrays.copyOf(object, content + BYTES);
    System.arraycopy(seal(object, content), 0, sealed, content, BYTES);
    return sealed;
  }

  /** Whether the object ends with the seal that it must have. */
  static boolean holds(byte[] object) {
    int content = object.length - BYTES;
    return content > 0
        && Arrays.equals(
            object, content, object.length, seal(object, content), /* bFromIndex= */ 0, BYTES);
  }

  private static byte[] seal(byte[] object, int content) {
    CRC32 crc = new CRC32();
    crc.update(object, 0, content);
    byte[] seal = Arrays.copyOf(NAME, BYTES);
    byte[] digits =
        HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, seal, NAME.length, digits.length);
    System.arraycopy(END, 0, seal, NAME.length + digits.length, END.length);
    return seal;
  }
}
