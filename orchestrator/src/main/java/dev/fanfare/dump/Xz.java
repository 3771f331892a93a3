package dev.fanfare.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** xz, by an optional library. Stateless. */
final class Xz {

  /** Level 9 needs 65 MB; a dump that asks for more is refused. */
  private static final int MOST_MEMORY_KIB = 128 * 1024;

  private Xz() {}

  static OutputStream pack(OutputStream out, int level) throws IOException {
    return new XZOutputStream(out, new LZMA2Options(level), XZ.CHECK_CRC32);
  }

  static InputStream unpack(InputStream in) throws IOException {
    return new XZInputStream(in, MOST_MEMORY_KIB);
  }
}
