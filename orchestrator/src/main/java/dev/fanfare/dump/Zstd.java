package dev.fanfare.dump;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** zstd, by an optional library with native code. Stateless. */
final class Zstd {

  private Zstd() {}

  static OutputStream pack(OutputStream out, int level) throws IOException {
    return new ZstdOutputStream(out, level);
  }

  /** The library refuses windows above 128 MB. */
  static InputStream unpack(InputStream in) throws IOException {
    return new ZstdInputStream(in);
  }
}
