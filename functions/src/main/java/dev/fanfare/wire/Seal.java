package dev.fanfare.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * Detects damage to a JSON object. The last member is the CRC-32 of all bytes before it:
 * {@code {...,"crc32":"0a1b2c3d"}}. A parser could not detect a damaged digit. Stateless.
 */
final class Seal {

  private static final byte[] NAME = ",\"crc32\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = NAME.length + 8 + END.length;

  private Seal() {}

  /** The object with its seal. The object must have at least one member. */
  static byte[] put(byte[] object) {
    int content = object.length - 1;
    byte[] sealed = Arrays.copyOf(object, content + BYTES);
    System.arraycopy(seal(object, content), 0, sealed, content, BYTES);
    return sealed;
  }

  /** Whether the object ends with the correct seal. */
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
