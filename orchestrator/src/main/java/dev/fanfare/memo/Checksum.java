package dev.fanfare.memo;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** CRC-32. Stateless. */
final class Checksum {

  private Checksum() {}

  /** Of the buffer's remaining bytes. */
  static int of(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  static int of(byte[] bytes, int from, int length) {
    return of(ByteBuffer.wrap(bytes, from, length));
  }
}
